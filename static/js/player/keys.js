/** The keys of a player, and which player on the page gets them: the one used last. */
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
  const unbind = bindShortcuts(document, keyMap, { enabled: (event) => Boolean(playerFor(event)) });
  return () => {
    document.removeEventListener("pointerdown", touch);
    document.removeEventListener("focusin", touch);
    unbind();
  };
}

/** With `shortcuts="focus"` a player ignores keys unless the focus is inside it. */
function playerFor({ target }) {
  const player = touched ?? players.values().next().value;
  if (player?.getAttribute("shortcuts") === "focus" && !player.contains(target)) return null;
  return player;
}

const ask = (action) => (event) => action(playerFor(event));

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
  n: ask((player) => player.stepMarker(1)),
  p: ask((player) => player.stepMarker(-1)),
  i: ask((player) => player.markLoop("startMs")),
  o: ask((player) => player.markLoop("endMs")),
  l: ask((player) => player.toggleLoop()),
  m: ask((player) => player.toggleMirror()),
  u: ask((player) => player.toggleMute()),
  c: ask((player) => player.toggleCaptions()),
  f: ask((player) => player.toggleFullScreen()),
  "?": ask((player) => player.toggleHelp()),
};

/** Arrows in another slider or tab list belong to that; in the player's own slider they seek. */
function arrow(ms) {
  return (event) => {
    const other = event.target?.closest?.("input[type=range], input[type=radio], [role=slider], [role=tablist]");
    if (other && !other.closest("practice-player")) return false;
    return playerFor(event).skip(ms);
  };
}
