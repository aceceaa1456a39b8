/**
 * The rows of the remarks' inline panel, in time order. Rows are made and deleted by Wagtail's own
 * buttons, so that autosave, undo and the form's counters stay Wagtail's.
 */
import { RemarkRow } from "./remark-row.js";

const ROW = "[data-inline-panel-child]";

export class Remarks {
  constructor(root, prefix = "id_markers") {
    this.root = root;
    this.list = root.querySelector(`#${prefix}-FORMS`);
    this.addButton = root.querySelector(`#${prefix}-ADD`);
    this.undoBar = root.querySelector("[data-part=undo] > span");
    this.deleted = [];
    const options = this.list?.dataset.inlinePanel;
    if (options) new window.InlinePanel(JSON.parse(options));
  }

  get rows() {
    return [...this.list.querySelectorAll(`:scope > ${ROW}:not(.deleted)`)].map(
      (element) => new RemarkRow(element),
    );
  }

  get markers() {
    return this.rows.map((row) => row.marker).filter(Boolean);
  }

  /** The row that an event came from, or null. */
  rowOf(target) {
    const element = target?.closest?.(ROW);
    return element && this.list.contains(element) ? new RemarkRow(element) : null;
  }

  find(id) {
    return this.rows.find((row) => row.id === id) ?? null;
  }

  add() {
    this.addButton.click();
  }

  /** Remembers what a row that Wagtail deleted said. */
  remember(row) {
    if (!row.text.value.trim()) return;
    this.deleted.push(row.written);
    this.#offerUndo();
    this.undoBar.querySelector("button").focus({ preventScroll: true });
  }

  /**
   * Writes the last deleted remark into a row of its own: autosave may have taken the old row out
   * of the draft by now. Its `uid` comes along, so conversations about it find it again.
   */
  undo() {
    const written = this.deleted.pop();
    if (!written) return;
    const there = new Set(this.rows.map((row) => row.id));
    this.add();
    this.rows.find((row) => !there.has(row.id)).written = written;
    this.#offerUndo();
  }

  #offerUndo() {
    this.undoBar.hidden = this.deleted.length === 0;
  }

  /** The order of rows in the page is free: their names carry the form's own numbers. */
  sort() {
    const focused = document.activeElement;
    const inOrder = [...this.rows].sort((a, b) => (a.startMs ?? Infinity) - (b.startMs ?? Infinity));
    const isSorted = inOrder.every((row, index) => row.id === this.rows[index].id);
    if (isSorted) return;
    this.list.append(...inOrder.map((row) => row.element));
    focused?.focus({ preventScroll: true });
  }
}
