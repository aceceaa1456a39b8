/** Which key does what in a player, and which player on the page hears them: the one last touched. */
import { bindShortcuts } from "../lib/shortcuts.js";

const players = new Set();
let listening = () => {};
let touched = null;

export function joinKeys(player) {
  if (!players.size) listening = listen();
  players.add(player);
}

export function leaveKeys(player) {
  players.delete(player);
  if (touched === player) touched = null;
  if (!players.size) listening();
}

function listen() {
  const touch = ({ target }) => (touched = target?.closest?.("practice-player") ?? touched);
  document.addEventListener("pointerdown", touch);
  document.addEventListener("focusin", touch);
  const unbind = bindShortcuts(document, keyMap, { enabled: (event) => Boolean(hearer(event)) });
  return () => {
    document.removeEventListener("pointerdown", touch);
    document.removeEventListener("focusin", touch);
    unbind();
  };
}

/** `shortcuts="focus"` keeps a player silent unless the focus is inside it. */
function hearer({ target }) {
  const player = touched ?? players.values().next().value;
  if (player?.getAttribute("shortcuts") === "focus" && !player.contains(target)) return null;
  return player;
}

const ask = (action) => (event) => action(hearer(event));

const keyMap = {
  " ": ask((player) => player.togglePlay()),
  k: ask((player) => player.togglePlay()),
  ArrowLeft: arrow(-5000),
  ArrowRight: arrow(5000),
  "Shift+ArrowLeft": arrow(-1000),
  "Shift+ArrowRight": arrow(1000),
  ",": ask((player) => player.step(-1)),
  ".": ask((player) => player.step(1)),
  "<": ask((player) => player.changeSpeed(-1)),
  ">": ask((player) => player.changeSpeed(1)),
  i: ask((player) => player.markLoop("startMs")),
  o: ask((player) => player.markLoop("endMs")),
  l: ask((player) => player.toggleLoop()),
  m: ask((player) => player.toggleMirror()),
  u: ask((player) => player.toggleMute()),
  c: ask((player) => player.toggleCaptions()),
  f: ask((player) => player.toggleFullScreen()),
  "?": ask((player) => player.toggleHelp()),
};

/** Arrows in a slider or a tab list of the page belong to it; in the player's own they seek. */
function arrow(ms) {
  return (event) => {
    const other = event.target?.closest?.("input[type=range], input[type=radio], [role=slider], [role=tablist]");
    if (other && !other.closest("practice-player")) return false;
    return hearer(event).skip(ms);
  };
}
