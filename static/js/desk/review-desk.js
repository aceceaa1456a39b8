/**
 * The review desk: a take's player and timeline beside the inline panel of remarks.
 *
 *     <review-desk player="desk-player" timeline="desk-timeline">
 *       <practice-player id="desk-player">…</practice-player>
 *       <practice-timeline id="desk-timeline" for="desk-player"></practice-timeline>
 *       <form>… Wagtail's editor with the inline panel "markers" …</form>
 *     </review-desk>
 *
 * All data to be saved is in the form's fields; this element only fills and reads them.
 */
import { activeMarker } from "../lib/markers.js";
import { Demo } from "./demo.js";
import { bindDeskKeys } from "./keys.js";
import { HalfTyped, placeOf } from "./half-typed.js";
import { OtherFields } from "./other-fields.js";
import { Remarks } from "./remarks.js";
import { closeSidePanel } from "./room.js";
import { SavedRows } from "./saved-rows.js";
import { Talk } from "./talk.js";
import { TypedMeanwhile } from "./typed-meanwhile.js";

export class ReviewDesk extends HTMLElement {
  #abort;
  #currentId = null;
  #isUnsent = false;
  #remarks;
  #talk;
  #saved;
  #others;
  #meanwhile = new TypedMeanwhile();
  #halfTyped = new HalfTyped(window.location.pathname, window.sessionStorage);

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

  get #form() {
    return this.querySelector("[data-edit-form]");
  }

  /** The remark that shortcuts apply to: the one last edited, added or selected. */
  get current() {
    return this.#remarks.find(this.#currentId);
  }

  add() {
    this.#remarks.add();
  }

  undo() {
    this.#remarks.undo();
    this.#remarks.sort();
    this.#talk.place();
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
    this.#remarks.sort();
    this.#show();
  }

  markEnd() {
    const { current } = this;
    if (!current) return;
    if (this.player.currentMs > (current.startMs ?? 0)) current.endMs = this.player.currentMs;
  }

  go(step) {
    this.player.stepMarker(step);
  }

  /** Finishes writing and resumes the video. */
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
    on(this, "w-autosave:save", ({ detail }) => this.#sending(detail.formData));
    on(this, "w-autosave:success", ({ detail }) => this.#arrived(detail.data));
    on(this, "focusin", ({ target }) => this.#setCurrent(this.#remarks.rowOf(target)));
    on(this, "w-formset:added", ({ target }) => this.#added(this.#remarks.rowOf(target)));
    on(this, "w-formset:removed", ({ target }) => this.#removed(this.#remarks.rowOf(target)));
    on(this.player, "player:marker", ({ detail }) => this.#arrive(this.#remarks.find(detail.id)));
    on(this.player, "player:time", ({ detail }) => this.#highlight(detail.ms));
    on(this, "w-unsaved:watch-edits", (event) => this.#watchedFromNow(event));
    bindDeskKeys(this, signal);
    closeSidePanel();
    new Demo(this, signal);
    this.#talk = new Talk(this, this.#remarks, signal);
    this.#saved = new SavedRows(this.#remarks.rows);
    this.#others = new OtherFields(this.#form);
    this.#writeAgain();
    this.#show();
  }

  #sending(formData) {
    this.#isUnsent = false;
    this.#meanwhile.sending(formData);
    this.#others.sending();
    if (formData) this.#saved.leaveOut(formData, this.#remarks.rows);
  }

  #arrived(data) {
    this.#others.arrived(data?.field_updates);
    this.#meanwhile.arrived(data?.field_updates);
    this.#saved.arrived(this.#remarks.rows, data?.field_updates);
    this.#remarks.showDeletions();
    this.#keepTyped();
    this.#show();
  }

  /** Restores what was typed before a reload but had not been saved. */
  #writeAgain() {
    const kept = this.#halfTyped.read();
    if (!kept) return;
    for (const one of kept.rows ?? []) {
      const place = placeOf(one, this.#remarks.rows);
      if (place?.how === "write") place.row.written = one.written;
      if (place?.how === "add") this.#remarks.addWritten(place.written);
    }
    this.#others.writeAgain(kept.others);
    this.#remarks.sort();
  }

  #keepTyped() {
    const unsaved = this.#saved.unsaved(this.#remarks.rows);
    const rows = unsaved.map(({ uid, seen, written }) => ({ uid, seen, written }));
    this.#halfTyped.keep({ rows, others: this.#others.unsaved() });
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

  #isOfTheDraft({ form }) {
    return Boolean(form) && form === this.#form;
  }

  /** Typing a remark pauses the video until Ctrl+Enter. */
  #typed({ target }) {
    if (this.#isOfTheDraft(target)) {
      this.#isUnsent = true;
      this.#meanwhile.typed(target);
    }
    const row = this.#remarks.rowOf(target);
    if (row?.text === target && document.activeElement === target) this.player.pause();
    this.#keepTyped();
    this.#show();
  }

  #changed({ target }) {
    if (this.#isOfTheDraft(target)) this.#isUnsent = true;
    if (target.name?.endsWith("-start_ms")) this.#remarks.sort();
    this.#keepTyped();
    this.#show();
  }

  /** Pauses the video as soon as a row is added, not only when typing starts. */
  #added(row) {
    if (!row) return;
    row.assignUid();
    this.player.pause();
    if (row.startMs === null) row.startMs = this.player.currentMs;
    this.#setCurrent(row);
    this.#remarks.sort();
    row.text.focus();
    row.element.scrollIntoView({ block: "nearest" });
    this.#show();
  }

  #removed(row) {
    if (row) this.#remarks.remember(row);
    this.#talk.place();
    this.#show();
  }

  #choose(row) {
    if (!row || row.startMs === null) return;
    this.player.goTo({ id: row.id, startMs: row.startMs, endMs: row.endMs });
  }

  #arrive(row) {
    this.#setCurrent(row);
    row?.element.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  #setCurrent(row) {
    if (!row) return;
    this.#currentId = row.id;
    for (const each of this.#remarks.rows) {
      each.element.toggleAttribute("data-current", each.id === row.id);
    }
  }

  /**
   * Wagtail treats the current form as saved, two seconds after the page has loaded and whenever a
   * save ends. Edits made before that and not included in the save would never be sent.
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
