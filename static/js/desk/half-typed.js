/**
 * Keeps unsaved text of the desk in this tab until it is saved, so that a reload loses nothing.
 *
 *     const kept = new HalfTyped(location.pathname, sessionStorage);
 *     kept.keep({ rows: [{ uid, seen, written }], others: [{ name, value, seen }] });
 *     kept.read()                              what to write again after a reload, or null
 */
import { WORDS } from "./saved-rows.js";

export class HalfTyped {
  constructor(place, storage) {
    this.key = `desk:${place}`;
    this.storage = storage;
  }

  keep(state) {
    try {
      if (isEmpty(state)) this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, JSON.stringify(state));
    } catch {
      // Storage is full or blocked: only the draft on the server is kept.
    }
  }

  read() {
    try {
      return JSON.parse(this.storage.getItem(this.key));
    } catch {
      return null;
    }
  }
}

/**
 * Where to write a kept row again: "write" into its row, "add" as a new row, or null if the draft
 * already has it. A save without a response may still have reached the server.
 */
export function placeOf(kept, rows) {
  if (rows.some((row) => isSame(row.written, kept.written)) || !kept.written.text.trim()) return null;
  const row = kept.uid ? rows.find((each) => each.uid === kept.uid) : null;
  if (row && (row.seen === kept.seen || !kept.seen)) return { how: "write", row };
  return { how: "add", written: { ...kept.written, uid: row ? "" : kept.uid } };
}

function isSame(one, other) {
  return WORDS.every((name) => (one[name] ?? "") === (other[name] ?? ""));
}

function isEmpty({ rows, others }) {
  return rows.length === 0 && others.length === 0;
}
