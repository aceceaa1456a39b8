/**
 * Copies a link, optionally with the current time of a player.
 *
 *     <copy-link href="/practice/…/" [for="take"]><button type="button">Copy link</button></copy-link>
 */
import { linkTo } from "../lib/deep-link.js";
import { text } from "../lib/text.js";

const SHOWN_MS = 2000;

export class CopyLink extends HTMLElement {
  #abort;
  #timer;

  connectedCallback() {
    this.#abort = new AbortController();
    this.addEventListener("click", (event) => this.#click(event), { signal: this.#abort.signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  get link() {
    const address = new URL(this.getAttribute("href") || location.href, location.href).href;
    const player = document.getElementById(this.getAttribute("for"));
    return player ? linkTo(address, { atMs: player.currentMs, loop: player.loop }) : address;
  }

  async #click(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const { link } = this;
    const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
    this.#say(copied ? text("copied") : text("copyFailed", { link }), copied);
  }

  #say(words, passing) {
    const said = this.querySelector("[role=status]") ?? this.appendChild(document.createElement("span"));
    said.setAttribute("role", "status");
    said.className = "small muted";
    said.textContent = words;
    clearTimeout(this.#timer);
    if (passing) this.#timer = setTimeout(() => (said.textContent = ""), SHOWN_MS);
  }
}

customElements.define("copy-link", CopyLink);
