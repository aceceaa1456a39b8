/**
 * A list of remarks for a player: the current one is highlighted; a click goes to its moment, or loops
 * its range.
 *
 *     <marker-list for="take" [follow]>
 *       <ol class="markers">
 *         <li class="marker" data-marker-id="…" data-start-ms="5000" data-end-ms="9000">
 *           <a class="marker__time" href="?t=5000">0:05</a> …
 *         </li>
 *       </ol>
 *     </marker-list>
 *
 * `follow` scrolls the list to the active remark. ?c=… in the address selects the one with that id.
 * Out: marker:select {id, startMs, endMs}.
 */
import { emit, whenPlayer } from "../lib/dom.js";
import { readDeepLink } from "../lib/deep-link.js";
import { activeMarker } from "../lib/markers.js";

const OWN_ACTION = "button, input, textarea, select, label, summary, form, a:not(.marker__time)";

export class MarkerList extends HTMLElement {
  #abort;
  #player = null;
  #activeId = null;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.#join(signal);
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  /** Read from the page each time: items come and go with the server's fragments. */
  get markers() {
    return [...this.querySelectorAll("[data-marker-id]")].map((item) => ({
      id: item.dataset.markerId,
      startMs: Number(item.dataset.startMs),
      endMs: item.dataset.endMs ? Number(item.dataset.endMs) : null,
    }));
  }

  select(id) {
    const marker = this.markers.find((each) => each.id === id);
    if (!marker) return;
    this.#player?.goTo(marker);
    emit(this, "marker:select", marker);
  }

  async #join(signal) {
    const id = this.getAttribute("for");
    this.#player = await whenPlayer(id, signal);
    if (!this.#player) return;
    this.#player.addEventListener("player:time", ({ detail }) => this.#showTime(detail.ms), { signal });
    this.#player.addEventListener("player:marker", ({ detail }) => this.#arrive(detail.id), { signal });
    if (!this.#player.markers.length) this.#player.markers = this.markers;
    this.select(readDeepLink(location.search).remark);
  }

  /** If it was selected elsewhere, it may be far down the list. */
  #arrive(id) {
    this.#highlight(id);
    this.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }

  #click(event) {
    const item = event.target.closest("[data-marker-id]");
    if (!item || event.target.closest(OWN_ACTION) || !this.#player) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.select(item.dataset.markerId);
  }

  #showTime(ms) {
    this.#highlight(activeMarker(this.markers, ms)?.id ?? null);
  }

  #highlight(id) {
    if (id === this.#activeId) return;
    this.#activeId = id;
    for (const item of this.querySelectorAll("[data-marker-id]")) {
      const isActive = item.dataset.markerId === id;
      item.toggleAttribute("data-active", isActive);
      if (isActive && this.hasAttribute("follow")) item.scrollIntoView({ block: "nearest", behavior: "smooth" });
    }
  }
}

customElements.define("marker-list", MarkerList);
