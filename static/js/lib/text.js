/**
 * The texts that scripts show. The page provides translations in <script type="application/json" id="ui-text">
 * (templates/components/_ui_text.html); words.js has the defaults.
 *
 *     text("tryAgain")                        "Try again"
 *     text("goTo", { time: "1:23" })          "Go to 1:23"
 */
import { defaults } from "./words.js";

let translated;

export function text(key, values = {}) {
  const template = words()[key] ?? defaults[key] ?? key;
  return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function words() {
  translated ??= readPage();
  return translated;
}

function readPage() {
  const element = globalThis.document?.getElementById("ui-text");
  return element ? JSON.parse(element.textContent) : {};
}
