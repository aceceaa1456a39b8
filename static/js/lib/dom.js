/**
 * Creates elements without innerHTML, so that text is never parsed as markup.
 *
 *     make("button", { type: "button", class: "button", "aria-label": "Close" }, icon("close"), "Close")
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Dispatches a CustomEvent that bubbles. */
export function emit(element, type, detail = {}) {
  element.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
}

export function numberAttribute(element, name) {
  const value = element.getAttribute(name);
  return value === null || value === "" || Number.isNaN(Number(value)) ? null : Number(value);
}

/** Resolves to the player with that id once it is upgraded; null if there is none. */
export async function whenPlayer(id, signal) {
  await customElements.whenDefined("practice-player");
  const player = document.getElementById(id);
  if (signal?.aborted || player?.localName !== "practice-player") return null;
  return player;
}
