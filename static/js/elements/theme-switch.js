/**
 * Lets the reader choose light or dark; the choice is saved in this browser.
 *
 *     <theme-switch>
 *       <fieldset><legend class="visually-hidden">Colours</legend>
 *         <label><input class="visually-hidden" type="radio" name="theme" value="system"> Auto</label> …
 *       </fieldset>
 *     </theme-switch>
 */
import { applyTheme, readTheme, saveTheme } from "../lib/theme.js";

export class ThemeSwitch extends HTMLElement {
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("change", ({ target }) => this.#choose(target.value), { signal });
    window.addEventListener("storage", () => this.#show(), { signal });
    document.addEventListener("theme:change", () => this.#show(), { signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  #choose(choice) {
    saveTheme(choice);
    document.dispatchEvent(new CustomEvent("theme:change", { detail: { choice } }));
  }

  #show() {
    const choice = readTheme();
    applyTheme(choice);
    for (const input of this.querySelectorAll("input")) input.checked = input.value === choice;
  }
}

customElements.define("theme-switch", ThemeSwitch);
