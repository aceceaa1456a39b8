/**
 * A menu made of <details>: closes on Escape, on a click elsewhere and when it loses the focus.
 *
 *     <site-menu><details class="menu"><summary>Menu</summary><div class="menu__sheet">…</div></details></site-menu>
 */
export class SiteMenu extends HTMLElement {
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("focusout", (event) => this.#leave(event.relatedTarget), { signal });
    document.addEventListener("pointerdown", (event) => this.#leave(event.target), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get details() {
    return this.querySelector("details");
  }

  #key(event) {
    if (event.key !== "Escape" || !this.details.open) return;
    this.details.open = false;
    this.querySelector("summary").focus();
  }

  #leave(to) {
    if (to && !this.contains(to)) this.details.open = false;
  }
}

customElements.define("site-menu", SiteMenu);
