/**
 * Keyboard shortcuts that are ignored while somebody types.
 *
 *     const unbind = bindShortcuts(document, { " ": togglePlay, "Shift+ArrowLeft": back });
 *
 * A key is `event.key` with "Shift+" before the named ones (arrows, Home); "?" and "<" already imply it.
 * A handler that returns false leaves the key to the browser.
 */

const TEXT_INPUTS = new Set(
  "text search url tel email password number date time datetime-local month week".split(" "),
);
const PRESSED_BY_SPACE = "button, a[href], summary, select, input, [role=button]";

export function bindShortcuts(target, map, { enabled = () => true } = {}) {
  const listen = (event) => handleKey(event, map, enabled);
  target.addEventListener("keydown", listen);
  return () => target.removeEventListener("keydown", listen);
}

export function handleKey(event, map, enabled = () => true) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = map[keyName(event)];
  if (!action || isTyping(event.target) || isTakenBy(event) || !enabled(event)) return;
  if (action(event) !== false) event.preventDefault();
}

export function keyName({ key, shiftKey }) {
  if (key.length === 1) return key.toLowerCase();
  return shiftKey ? `Shift+${key}` : key;
}

export function isTyping(element) {
  if (!element?.tagName) return false;
  const tag = element.tagName.toLowerCase();
  if (tag === "textarea" || tag === "select" || element.isContentEditable) return true;
  return tag === "input" && TEXT_INPUTS.has((element.type || "text").toLowerCase());
}

/** Space and Enter press the focused button or link; an open dialog keeps all other keys. */
function isTakenBy({ key, target }) {
  if (!target?.closest) return false;
  if (key === " " || key === "Enter") return Boolean(target.closest(PRESSED_BY_SPACE));
  return Boolean(target.closest("dialog[open], [role=menu], [role=listbox]"));
}
