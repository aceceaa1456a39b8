/** The list of keyboard shortcuts that "?" opens over the player. */
import { make } from "../lib/dom.js";
import { text } from "../lib/text.js";

const rows = [
  [["Space"], "playPause"],
  [["←"], "backFive"],
  [["→"], "forwardFive"],
  [[","], "previousFrame"],
  [["."], "nextFrame"],
  [["P"], "previousRemark"],
  [["N"], "nextRemark"],
  [["<"], "slower"],
  [[">"], "faster"],
  [["I"], "loopStart"],
  [["O"], "loopEnd"],
  [["L"], "loopOn"],
  [["M"], "mirror"],
  [["U"], "mute"],
  [["C"], "captions"],
  [["F"], "fullScreen"],
  [["?"], "helpKey"],
];

export function makeHelpSheet() {
  const close = make("button", { type: "submit", class: "button button--small" }, text("close"));
  const list = rows.flatMap(([keys, words]) => [
    make("dt", {}, ...keys.map((key) => make("kbd", {}, key))),
    make("dd", {}, text(words)),
  ]);
  const title = make("h2", { class: "dialog__title" }, text("shortcuts"));
  const form = make("form", { method: "dialog", class: "dialog__actions" }, close);
  const sheet = make("dialog", { class: "dialog player__help", "aria-label": text("shortcuts") });
  sheet.append(title, make("dl", {}, ...list), form);
  sheet.addEventListener("keydown", (event) => event.key === "?" && sheet.close());
  return sheet;
}
