/**
 * Plays a take's segments in the page's player instead of reloading the page.
 *
 *     <take-segments for="take-player"><a href="?loop=…" data-start-ms="5000" data-end-ms="9000">…</a></take-segments>
 */
import { whenPlayer } from "../lib/dom.js";

export class TakeSegments extends HTMLElement {
  #abort;

  connectedCallback() {
    this.#abort = new AbortController();
    this.addEventListener("click", (event) => this.#play(event), { signal: this.#abort.signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  async #play(event) {
    const link = event.target.closest("a[data-start-ms]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const player = await whenPlayer(this.getAttribute("for"), this.#abort.signal);
    if (!player) return;
    player.goTo({ startMs: Number(link.dataset.startMs), endMs: Number(link.dataset.endMs) });
    player.play();
    history.replaceState(null, "", link.href);
  }
}

customElements.define("take-segments", TakeSegments);
