/**
 * Links inside it loop their span of a player; pressing the active one again ends the loop.
 *
 *     <passage-loops for="demo" [starts]>
 *       <a href="?loop=12000-18000#demo" data-start-ms="12000" data-end-ms="18000">bars 9–16</a>
 *     </passage-loops>
 *
 * `starts` sets the loop of the first link at once, without playing.
 */
import { whenPlayer } from "../lib/dom.js";
import { bringIntoSight } from "../player/stage.js";

export class PassageLoops extends HTMLElement {
  #abort;
  #player = null;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("click", (event) => this.#press(event), { signal });
    this.addEventListener("keydown", (event) => event.key === " " && this.#press(event), { signal });
    this.#join();
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get #links() {
    return [...this.querySelectorAll("a[data-start-ms]")];
  }

  async #join() {
    const { signal } = this.#abort;
    this.#player = await whenPlayer(this.getAttribute("for"), signal);
    if (!this.#player) return;
    for (const link of this.#links) link.setAttribute("role", "button");
    this.#player.addEventListener("player:loop", () => this.#show(), { signal });
    if (this.hasAttribute("starts") && this.#links.length) this.#player.setLoop(spanOf(this.#links[0]));
    this.#show();
  }

  #press(event) {
    const link = event.target.closest("a[data-start-ms]");
    if (!link || !this.#player) return;
    event.preventDefault();
    const stops = isSame(spanOf(link), this.#player.loop);
    this.#player.setLoop(stops ? null : spanOf(link));
    if (stops) return;
    this.#player.play();
    bringIntoSight(this.#player);
  }

  #show() {
    for (const link of this.#links) {
      link.setAttribute("aria-pressed", isSame(spanOf(link), this.#player.loop));
    }
  }
}

function spanOf({ dataset }) {
  return { startMs: Number(dataset.startMs), endMs: Number(dataset.endMs) };
}

function isSame(span, loop) {
  return Boolean(loop) && span.startMs === loop.startMs && span.endMs === loop.endMs;
}

customElements.define("passage-loops", PassageLoops);
