/**
 * The rows of the remarks' inline panel, in time order. Rows are added and deleted through Wagtail's
 * own buttons, so that its autosave and form counters keep working.
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

  /** The row that contains an event's target, or null. */
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

  /** Remembers the values of a row that Wagtail deleted. */
  remember(row) {
    if (!row.text.value.trim()) return;
    this.deleted.push(row.written);
    this.#offerUndo();
    this.undoBar.querySelector("button").focus({ preventScroll: true });
  }

  /**
   * Writes the last deleted remark into a new row, since autosave may have removed the old one from
   * the draft by now. It keeps its `uid`, so that conversations about it stay with it.
   */
  undo() {
    const written = this.deleted.pop();
    if (!written) return;
    this.addWritten(written);
    this.#offerUndo();
  }

  addWritten(written) {
    const there = new Set(this.rows.map((row) => row.id));
    this.add();
    this.rows.find((row) => !there.has(row.id)).written = written;
  }

  /** Another window may have deleted remarks, or brought back ones deleted here. */
  showDeletions() {
    for (const element of this.list.querySelectorAll(`:scope > ${ROW}`)) {
      const { isDeleted } = new RemarkRow(element);
      element.classList.toggle("deleted", isDeleted);
      element.hidden = isDeleted;
      if (!isDeleted) element.style.removeProperty("display");
    }
  }

  #offerUndo() {
    this.undoBar.hidden = this.deleted.length === 0;
  }

  /** Rows may be in any order on the page: the field names keep the form's numbering. */
  sort() {
    const focused = document.activeElement;
    const inOrder = [...this.rows].sort((a, b) => (a.startMs ?? Infinity) - (b.startMs ?? Infinity));
    const isSorted = inOrder.every((row, index) => row.id === this.rows[index].id);
    if (isSorted) return;
    this.list.append(...inOrder.map((row) => row.element));
    focused?.focus({ preventScroll: true });
  }
}
