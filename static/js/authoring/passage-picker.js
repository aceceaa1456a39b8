/**
 * Picks passages on the demo: buttons beside each row write the playhead's time into its fields.
 * Wraps the inline panel; without scripts the fields are typed in.
 *
 *     <passage-picker demo-url="/admin/courses/demo-player/">
 *       <div data-part="stage">…<practice-player id="demo">…</div>
 *       <practice-timeline for="demo" data-part="timeline"></practice-timeline>
 *       <p data-part="hint" hidden>…</p>
 *       <template data-part="buttons">… data-set="start|end|loop" …</template>
 *       … [data-inline-panel-child] with inputs …-label, …-start_ms, …-end_ms …
 *     </passage-picker>
 *
 * A demo that is chosen above is shown at once: the server renders its player.
 */
import { make } from "../lib/dom.js";
import { watchDemo } from "./demo-fields.js";
import { momentText, rowMarkers, rowSpan } from "./passage-rows.js";

const ROW = "[data-inline-panel-child]";

export class PassagePicker extends HTMLElement {
  #abort;
  #observer;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("click", (event) => this.#press(event), { signal });
    this.addEventListener("input", () => this.#draw(), { signal });
    this.addEventListener("timeline:select", ({ detail }) => this.#goTo(detail.id), { signal });
    this.#observer = new MutationObserver(() => this.#fitRows());
    this.#observer.observe(this, { childList: true, subtree: true });
    watchDemo((query) => this.#changeDemo(query), signal);
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

  get #rows() {
    return [...this.querySelectorAll(ROW)].filter((row) => row.offsetParent && field(row, "start_ms"));
  }

  /** Each row gets its buttons once; Wagtail adds rows whenever it likes. */
  #fitRows() {
    const buttons = this.#part("buttons");
    for (const row of this.#rows) {
      if (row.querySelector("[data-set]")) continue;
      const last = field(row, "end_ms").closest(".w-field__wrapper, .w-field, li") ?? field(row, "end_ms");
      const place = last.closest(".field-row, .w-grid, .w-panel__content") ?? last;
      place.append(buttons.content.cloneNode(true));
    }
    this.#draw();
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
    const row = button.closest(ROW);
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
    const response = await fetch(`${this.getAttribute("demo-url")}?${query}`);
    if (!response.ok) return;
    const fragment = document.createRange().createContextualFragment(await response.text());
    this.#part("stage").replaceChildren(fragment);
    this.#part("timeline").replaceWith(make("practice-timeline", { for: "demo", "data-part": "timeline" }));
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
