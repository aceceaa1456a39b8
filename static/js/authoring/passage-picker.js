/**
 * Picks passages on the demo: buttons beside each row set its fields to the playhead's time.
 * Wraps the inline panel; without scripts, people type into the fields.
 *
 *     <passage-picker demo-url="/admin/courses/demo-player/">
 *       <div data-part="stage">…<practice-player id="demo">…</div>
 *       <practice-timeline for="demo" data-part="timeline"></practice-timeline>
 *       <p data-part="hint" hidden>…</p>
 *       <template data-part="buttons">… data-set="start|end|loop" …</template>
 *       … [data-inline-panel-child] with inputs …-label, …-start_ms, …-end_ms …
 *     </passage-picker>
 *
 * When a demo is chosen above, its player is fetched from the server and shown at once.
 *
 * A block with its own video gives the player's id and the selector of its rows:
 *
 *     <passage-picker demo-url="…" player="body-0-demo" rows="[data-passage]" own-video> …
 */
import { make } from "../lib/dom.js";
import { portalFetch } from "../session/portal-fetch.js";
import { demoQuery, watchDemo } from "./demo-fields.js";
import { momentText, rowMarkers, rowSpan } from "./passage-rows.js";

const ROW = "[data-inline-panel-child]";

export class PassagePicker extends HTMLElement {
  #abort;
  #observer;
  #isWatching = false;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("click", (event) => this.#press(event), { signal });
    this.addEventListener("input", () => this.#draw(), { signal });
    this.addEventListener("timeline:select", ({ detail }) => this.#goTo(detail.id), { signal });
    this.#observer = new MutationObserver(() => this.#fitRows());
    this.#observer.observe(this, { childList: true, subtree: true });
    this.#isWatching = false;
    this.#fitRows();
    this.#showStage();
  }

  disconnectedCallback() {
    this.#abort.abort();
    this.#observer.disconnect();
  }

  get #player() {
    return this.querySelector("practice-player");
  }

  get #playerId() {
    return this.getAttribute("player") ?? "demo";
  }

  get #rows() {
    const rows = this.querySelectorAll(this.getAttribute("rows") ?? ROW);
    return [...rows].filter((row) => row.offsetParent && field(row, "start_ms"));
  }

  /** Adds the buttons to each row once. Wagtail can add rows at any time. */
  #fitRows() {
    this.#watch();
    const buttons = this.#part("buttons");
    for (const row of this.#rows) {
      if (row.querySelector("[data-set]")) continue;
      const last = field(row, "end_ms").closest(".w-field__wrapper, .w-field, li") ?? field(row, "end_ms");
      const place = last.closest(".field-row, .w-grid, .w-panel__content");
      (row.contains(place) ? place : last).append(buttons.content.cloneNode(true));
    }
    this.#draw();
  }

  /** A block's fields may be added after this element is connected. */
  #watch() {
    const [video, youtube] = this.#demoInputs();
    if (this.#isWatching || !video) return;
    this.#isWatching = true;
    watchDemo(video, youtube, (query) => this.#changeDemo(query), this.#abort.signal);
    if (!this.#player && video.value) this.#changeDemo(demoQuery(video.value, ""));
  }

  #demoInputs() {
    if (this.hasAttribute("own-video")) return [field(this, "video"), null];
    return ["demo_video", "demo_youtube_url"].map((name) => document.querySelector(`[name="${name}"]`));
  }

  #draw() {
    const timeline = this.#part("timeline");
    if (!timeline) return;
    const rows = this.#rows.map((row) => ({ id: row.id, ...textsOf(row) }));
    const drawn = JSON.stringify(rowMarkers(rows));
    if (timeline.dataset.markers !== drawn) timeline.dataset.markers = drawn;
  }

  #press(event) {
    const button = event.target.closest("[data-set]");
    if (!button || !this.#player) return;
    const row = button.closest(this.getAttribute("rows") ?? ROW);
    if (button.dataset.set === "loop") this.#listen(row);
    else this.#write(field(row, `${button.dataset.set}_ms`));
  }

  #write(input) {
    input.value = momentText(this.#player.currentMs);
    for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
  }

  #listen(row) {
    const span = rowSpan(textsOf(row));
    if (!span) return;
    this.#player.setLoop(span);
    this.#player.play();
  }

  #goTo(rowId) {
    field(document.getElementById(rowId), "label")?.focus();
  }

  async #changeDemo(query) {
    query.set("player", this.#playerId);
    const address = `${this.getAttribute("demo-url")}?${query}`;
    const response = await portalFetch(address, { ask: "quietly" }).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const fragment = document.createRange().createContextualFragment(await response.text());
    this.#part("stage").replaceChildren(fragment);
    this.#part("timeline").replaceWith(make("practice-timeline", { for: this.#playerId, "data-part": "timeline" }));
    this.#showStage();
    this.#draw();
  }

  #showStage() {
    this.toggleAttribute("has-demo", Boolean(this.#player));
    this.#part("hint").hidden = !this.#player;
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }
}

function field(row, name) {
  return row?.querySelector(`input[name$="-${name}"]`);
}

function textsOf(row) {
  const [label, start, end] = ["label", "start_ms", "end_ms"].map((name) => field(row, name)?.value ?? "");
  return { label, start, end };
}

customElements.define("passage-picker", PassagePicker);
