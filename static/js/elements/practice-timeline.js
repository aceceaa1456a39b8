/**
 * The remarks of a video on a timeline: pins (close ones share one), ranges, the playhead.
 *
 *     <practice-timeline for="take" duration-ms="12345" [filter-author="Ada"] [filter-tag="tempo"]>
 *       <script type="application/json">
 *         [{"id": "…", "startMs": 5000, "endMs": 9000, "label": "Left hand", "author": "Ada", "tag": "tempo", "tone": "berry"}]
 *       </script>
 *     </practice-timeline>
 *
 * `data-markers` or the `markers` property can hold the list too. With `for` it controls that player
 * itself, and passes it the remarks. Out: timeline:seek {ms}, timeline:select {id}.
 */
import { emit, make, numberAttribute, whenPlayer } from "../lib/dom.js";
import { activeMarker, filterMarkers, neighbour } from "../lib/markers.js";
import { text } from "../lib/text.js";
import { formatTimecode, speakTimecode } from "../lib/timecode.js";
import { clamp, clusterPins, msToX, rangeBoxes, xToMs } from "../lib/timeline.js";

export class PracticeTimeline extends HTMLElement {
  static observedAttributes = ["filter-author", "filter-tag", "duration-ms", "data-markers"];

  #abort;
  #markers = [];
  #parts;
  #player = null;
  #resizer;

  connectedCallback() {
    this.#abort = new AbortController();
    if (!this.#parts) this.#build();
    this.#listen();
    this.#resizer = new ResizeObserver(() => this.#render());
    this.#resizer.observe(this);
    this.#join();
  }

  disconnectedCallback() {
    this.#abort.abort();
    this.#resizer.disconnect();
  }

  attributeChangedCallback(name) {
    if (!this.#parts) return;
    if (name === "data-markers") this.#markers = this.#read();
    this.#render();
  }

  get markers() {
    return this.#markers;
  }

  set markers(list) {
    this.#markers = list;
    if (this.#parts) this.#render();
  }

  get shownMarkers() {
    const [author, tag] = ["filter-author", "filter-tag"].map((name) => this.getAttribute(name));
    return filterMarkers(this.#markers, { author, tag });
  }

  get #scale() {
    const span = this.#player?.span ?? { startMs: 0, endMs: 0 };
    const endMs = span.endMs || numberAttribute(this, "duration-ms") || 0;
    return { startMs: span.startMs, endMs, width: this.#parts.track.clientWidth };
  }

  get #nowMs() {
    return this.#player?.currentMs ?? 0;
  }

  #build() {
    this.#markers = this.#markers.length ? this.#markers : this.#read();
    const track = make("div", { class: "timeline", role: "slider", tabindex: 0, "aria-label": text("timeline") });
    const played = make("div", { class: "timeline__played" });
    const head = make("div", { class: "timeline__playhead" });
    const pins = make("div", { class: "timeline__pins" });
    const hover = make("div", { class: "timeline__hover", dir: "auto", hidden: true, "aria-hidden": true });
    const scale = make("div", { class: "timeline__scale", "aria-hidden": true });
    const lane = make("div", { class: "timeline__lane" }, track, pins, hover);
    track.append(played, head);
    this.#parts = { track, played, head, pins, hover, scale, lane };
    this.append(lane, scale);
  }

  #read() {
    const script = this.querySelector('script[type="application/json"]');
    const json = this.dataset.markers || script?.textContent || "[]";
    return JSON.parse(json);
  }

  async #join() {
    const { signal } = this.#abort;
    const player = await whenPlayer(this.getAttribute("for"), signal);
    if (!player) return;
    this.#player = player;
    player.addEventListener("player:time", () => this.#showTime(), { signal });
    player.addEventListener("player:ready", () => this.#render(), { signal });
    this.#render();
  }

  #listen() {
    const { signal } = this.#abort;
    const { track, lane, hover } = this.#parts;
    track.addEventListener("pointerdown", (event) => this.#drag(event), { signal });
    track.addEventListener("keydown", (event) => this.#key(event), { signal });
    lane.addEventListener("pointermove", (event) => this.#hover(event), { signal });
    lane.addEventListener("pointerleave", () => (hover.hidden = true), { signal });
  }

  #render() {
    const scale = this.#scale;
    const ranges = rangeBoxes(this.shownMarkers, scale).map((box) => this.#rangeFor(box, scale));
    const gap = parseFloat(getComputedStyle(this.#parts.pins).rowGap);
    const pins = clusterPins(this.shownMarkers, scale, gap).map((pin) => this.#pinFor(pin, scale));
    this.#parts.pins.replaceChildren(...ranges, ...pins);
    if (this.#player) this.#player.markers = this.shownMarkers;
    const ends = [scale.startMs, scale.endMs].map((ms) => make("span", {}, formatTimecode(ms)));
    this.#parts.scale.replaceChildren(...ends);
    this.#showTime();
  }

  #rangeFor({ id, x, width, row }, scale) {
    const { tone } = this.#markers.find((marker) => marker.id === id);
    const box = make("span", { class: "timeline__range", "data-row": row, "data-tone": tone });
    place(box, x, scale);
    box.style.setProperty("--w", `${(width / scale.width) * 100}%`);
    return box;
  }

  #pinFor({ x, startMs, markers }, scale) {
    const [first] = markers;
    const several = markers.length > 1;
    const time = formatTimecode(startMs);
    const label = several ? text("markersHere", { count: markers.length, time }) : `${time} ${first.label ?? ""}`;
    const pin = make("button", {
      type: "button",
      class: "timeline__pin",
      "aria-label": label.trim(),
      "data-label": label.trim(),
      "data-ids": markers.map((marker) => marker.id).join(" "),
      "data-tone": several ? null : first.tone,
      "data-count": several ? markers.length : null,
    }, make("span", { class: "timeline__dot" }, several ? String(markers.length) : null));
    place(pin, x, scale);
    pin.addEventListener("click", () => this.#select(markers));
    return pin;
  }

  /** Pressing a shared pin again selects the next of its markers. */
  #select(markers) {
    const index = markers.findIndex((marker) => marker.id === this.dataset.selected);
    const marker = markers[(index + 1) % markers.length];
    this.#goTo(marker);
  }

  #goTo(marker) {
    this.dataset.selected = marker.id;
    this.#player?.goTo(marker);
    emit(this, "timeline:select", { id: marker.id });
  }

  #seek(ms) {
    this.#player?.seek(ms);
    emit(this, "timeline:seek", { ms });
  }

  #drag(event) {
    if (event.button) return;
    const { track } = this.#parts;
    const stop = new AbortController();
    track.setPointerCapture(event.pointerId);
    this.#seek(this.#msAt(event));
    track.addEventListener("pointermove", (move) => this.#seek(this.#msAt(move)), { signal: stop.signal });
    for (const end of ["pointerup", "pointercancel"]) {
      track.addEventListener(end, () => stop.abort(), { once: true });
    }
  }

  #key(event) {
    const { startMs, endMs } = this.#scale;
    const moves = {
      ArrowRight: () => this.#nowMs + (event.shiftKey ? 100 : 1000),
      ArrowLeft: () => this.#nowMs - (event.shiftKey ? 100 : 1000),
      ArrowUp: () => this.#nowMs + 1000,
      ArrowDown: () => this.#nowMs - 1000,
      Home: () => startMs,
      End: () => endMs,
    };
    const step = { PageUp: -1, PageDown: 1 }[event.key];
    if (step) return this.#step(event, step);
    if (!moves[event.key]) return;
    event.preventDefault();
    this.#seek(clamp(moves[event.key](), startMs, endMs));
  }

  /** From remark to remark, looping ranges; past the first or last, to the start or end of the video. */
  #step(event, step) {
    const { startMs, endMs } = this.#scale;
    const chosenId = this.dataset.selected ?? null;
    const marker = neighbour(this.shownMarkers, step, { ms: this.#nowMs, chosenId });
    event.preventDefault();
    if (marker) this.#goTo(marker);
    else this.#seek(step > 0 ? endMs : startMs);
  }

  #hover(event) {
    const { hover } = this.#parts;
    const pin = event.target.closest?.(".timeline__pin");
    const ms = this.#msAt(event);
    hover.hidden = false;
    hover.textContent = pin?.dataset.label ?? formatTimecode(ms, { digits: 1 });
    place(hover, msToX(ms, this.#scale), this.#scale);
  }

  #msAt({ clientX }) {
    const { left, width } = this.#parts.track.getBoundingClientRect();
    return xToMs(clientX - left, { ...this.#scale, width });
  }

  #showTime() {
    const scale = this.#scale;
    const now = clamp(this.#nowMs, scale.startMs, scale.endMs);
    const { track, played, head, pins } = this.#parts;
    for (const part of [played, head]) place(part, msToX(now, scale), scale);
    const spoken = { min: scale.startMs, max: scale.endMs, now, text: speakTimecode(now, document.documentElement.lang || "en") };
    for (const [name, value] of Object.entries(spoken)) track.setAttribute(`aria-value${name}`, value);
    const active = activeMarker(this.shownMarkers, now)?.id;
    for (const pin of pins.querySelectorAll(".timeline__pin")) {
      pin.toggleAttribute("data-active", Boolean(active) && pin.dataset.ids.split(" ").includes(active));
    }
  }
}

function place(element, x, { width }) {
  element.style.setProperty("--x", `${width ? (x / width) * 100 : 0}%`);
}

customElements.define("practice-timeline", PracticeTimeline);
