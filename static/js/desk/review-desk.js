/**
 * The review desk: a take's player and timeline beside the inline panel of remarks.
 *
 *     <review-desk player="desk-player" timeline="desk-timeline">
 *       <practice-player id="desk-player">…</practice-player>
 *       <practice-timeline id="desk-timeline" for="desk-player"></practice-timeline>
 *       <form>… Wagtail's editor with the inline panel "markers" …</form>
 *     </review-desk>
 *
 * Everything that is kept is in the form's fields; this element only fills and reads them.
 */
import { activeMarker, nextMarker, previousMarker } from "../lib/markers.js";
import { Demo } from "./demo.js";
import { bindDeskKeys } from "./keys.js";
import { Remarks } from "./remarks.js";

export class ReviewDesk extends HTMLElement {
  #abort;
  #currentId = null;
  #isUnsent = false;
  #remarks;

  connectedCallback() {
    this.#abort = new AbortController();
    customElements.whenDefined("practice-player").then(() => this.#start());
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get player() {
    return document.getElementById(this.getAttribute("player"));
  }

  get timeline() {
    return document.getElementById(this.getAttribute("timeline"));
  }

  /** The remark that the keys work on: the one last written in, added or chosen. */
  get current() {
    return this.#remarks.find(this.#currentId);
  }

  add() {
    this.#remarks.add();
  }

  undo() {
    this.#remarks.undo();
    this.#remarks.sort();
    this.#show();
  }

  chooseKind(index) {
    const { current } = this;
    if (current?.kinds[index]) current.kind = current.kinds[index];
  }

  markStart() {
    const { current } = this;
    if (!current) return;
    const { currentMs } = this.player;
    if (current.endMs !== null && current.endMs <= currentMs) current.endMs = null;
    current.startMs = currentMs;
  }

  markEnd() {
    const { current } = this;
    if (!current) return;
    if (this.player.currentMs > (current.startMs ?? 0)) current.endMs = this.player.currentMs;
  }

  go(step) {
    const { markers } = this.#remarks;
    const now = this.player.currentMs;
    const marker = step > 0 ? nextMarker(markers, now) : previousMarker(markers, now);
    if (marker) this.#choose(this.#remarks.find(marker.id));
  }

  /** Done with writing: the video goes on. */
  finish() {
    document.activeElement?.blur();
    this.#remarks.sort();
    this.player.play();
  }

  leave() {
    document.activeElement?.blur();
    this.player.focus({ preventScroll: true });
  }

  toggleHelp() {
    const sheet = this.querySelector("[data-desk=sheet]");
    if (sheet.open) sheet.close();
    else sheet.showModal();
  }

  #start() {
    this.#remarks = new Remarks(this);
    if (!this.#remarks.list || this.#abort.signal.aborted) return;
    const { signal } = this.#abort;
    const on = (target, type, handle) => target.addEventListener(type, handle, { signal });
    on(this, "click", (event) => this.#click(event));
    on(this, "input", (event) => this.#typed(event));
    on(this, "change", (event) => this.#changed(event));
    on(this, "w-autosave:save", () => (this.#isUnsent = false));
    on(this, "focusin", ({ target }) => this.#setCurrent(this.#remarks.rowOf(target)));
    on(this, "w-formset:added", ({ target }) => this.#added(this.#remarks.rowOf(target)));
    on(this, "w-formset:removed", ({ target }) => this.#removed(this.#remarks.rowOf(target)));
    on(this, "timeline:select", ({ detail }) => this.#choose(this.#remarks.find(detail.id)));
    on(this.player, "player:time", ({ detail }) => this.#highlight(detail.ms));
    on(this, "w-unsaved:watch-edits", (event) => this.#watchedFromNow(event));
    bindDeskKeys(this, signal);
    new Demo(this, signal);
    this.#show();
  }

  #click({ target }) {
    const button = target.closest("[data-desk], [data-remark=go]");
    if (!button) return;
    if (button.dataset.remark) return this.#choose(this.#remarks.rowOf(button));
    this.#act(button.dataset.desk);
  }

  #act(name) {
    if (name === "add") this.add();
    if (name === "undo") this.undo();
    if (name === "help") this.toggleHelp();
    if (name === "start") this.markStart();
    if (name === "end") this.markEnd();
  }

  /** Writing needs quiet: the video waits until Ctrl+Enter. */
  #typed({ target }) {
    if (target.form) this.#isUnsent = true;
    const row = this.#remarks.rowOf(target);
    if (row?.text === target && document.activeElement === target) this.player.pause();
    this.#show();
  }

  #changed({ target }) {
    if (target.form) this.#isUnsent = true;
    this.#show();
  }

  #added(row) {
    if (!row) return;
    if (row.startMs === null) row.startMs = this.player.currentMs;
    this.#setCurrent(row);
    this.#remarks.sort();
    row.text.focus();
    row.element.scrollIntoView({ block: "nearest" });
    this.#show();
  }

  #removed(row) {
    if (row) this.#remarks.remember(row);
    this.#show();
  }

  #choose(row) {
    if (!row || row.startMs === null) return;
    const { startMs, endMs } = row;
    this.#setCurrent(row);
    this.player.setLoop(endMs === null ? null : { startMs, endMs });
    this.player.seek(startMs);
    row.element.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  #setCurrent(row) {
    if (!row) return;
    this.#currentId = row.id;
    for (const each of this.#remarks.rows) {
      each.element.toggleAttribute("data-current", each.id === row.id);
    }
  }

  /**
   * Wagtail takes the form as it is now for saved: two seconds after the page came, and whenever a
   * save ends. What was written before that and was not in the save would never be sent.
   */
  #watchedFromNow({ target }) {
    if (!this.#isUnsent) return;
    setTimeout(() => target.setAttribute("data-w-unsaved-force-value", "true"));
  }

  #show() {
    const { rows, markers } = this.#remarks;
    for (const row of rows) row.show();
    this.toggleAttribute("data-empty", rows.length === 0);
    if (this.timeline) this.timeline.markers = markers;
  }

  #highlight(ms) {
    const active = activeMarker(this.#remarks.markers, ms)?.id;
    for (const { element, id } of this.#remarks.rows) {
      element.toggleAttribute("data-active", id === active);
    }
  }
}

customElements.define("review-desk", ReviewDesk);
