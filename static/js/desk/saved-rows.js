/**
 * Tracks what the draft already has of each remark, so that a save sends only changes.
 *
 *     const saved = new SavedRows(rows);
 *     saved.leaveOut(formData, rows);          before an autosave goes out
 *     saved.arrived(rows, fieldUpdates);       when the server has it
 *     saved.unsaved(rows)                      rows that differ from the draft
 *
 * The server treats a row without its content fields as unchanged, see feedback/merging.py.
 */
export const WORDS = ["start_ms", "end_ms", "tag", "text", "passage_uid"];

export class SavedRows {
  #saved = new Map();
  #sent = new Map();

  constructor(rows) {
    for (const row of rows) if (row.uid && row.seen) this.#saved.set(row.prefix, valuesOf(row));
  }

  leaveOut(formData, rows) {
    this.#sent = new Map(rows.map((row) => [row.prefix, valuesOf(row)]));
    for (const row of rows) {
      if (!row.uid || !row.seen || this.#differs(row)) continue;
      for (const name of WORDS) formData.delete(`${row.prefix}-${name}`);
    }
  }

  /** Some values may be from another window: those are in the updates. */
  arrived(rows, updates = {}) {
    for (const { prefix } of rows) {
      const sent = this.#sent.get(prefix);
      if (!sent) continue;
      const saved = WORDS.map((name, index) => updates[`${prefix}-${name}`] ?? sent[index]);
      this.#saved.set(prefix, saved);
    }
  }

  unsaved(rows) {
    return rows.filter((row) => this.#differs(row));
  }

  #differs(row) {
    const saved = this.#saved.get(row.prefix);
    return !saved || valuesOf(row).some((value, index) => value !== saved[index]);
  }
}

function valuesOf({ written }) {
  return WORDS.map((name) => written[name] ?? "");
}
