import assert from "node:assert/strict";
import { test } from "node:test";

import { HalfTyped, placeOf } from "../../static/js/desk/half-typed.js";
import { SavedRows } from "../../static/js/desk/saved-rows.js";

const WORDS = { start_ms: "0:01.000", end_ms: "", tag: "work", text: "Bow", passage_uid: "" };

function row(number, more = {}) {
  const written = { uid: "u" + number, ...WORDS, ...more };
  return { prefix: `markers-${number}`, uid: written.uid, seen: "abc", written };
}

function formOf(rows) {
  const form = new FormData();
  for (const { prefix, written } of rows) {
    for (const [name, value] of Object.entries(written)) form.set(`${prefix}-${name}`, value);
  }
  return form;
}

test("only changed rows are sent with their content", () => {
  const rows = [row(0), row(1)];
  const saved = new SavedRows(rows);
  rows[1].written = { ...rows[1].written, text: "Bow, slower" };
  const form = formOf(rows);
  saved.leaveOut(form, rows);
  assert.equal(form.get("markers-0-text"), null);
  assert.equal(form.get("markers-0-uid"), "u0");
  assert.equal(form.get("markers-1-text"), "Bow, slower");
});

test("a row that was never saved is always sent", () => {
  const fresh = { ...row(0, { uid: "" }), uid: "", seen: "" };
  const saved = new SavedRows([fresh]);
  const form = formOf([fresh]);
  saved.leaveOut(form, [fresh]);
  assert.equal(form.get("markers-0-text"), "Bow");
});

test("what is typed during a save is sent with the next one", () => {
  const rows = [row(0, { text: "Bo" })];
  const saved = new SavedRows([]);
  saved.leaveOut(formOf(rows), rows);
  rows[0].written = { ...rows[0].written, text: "Bow" };
  saved.arrived(rows);
  assert.deepEqual(saved.unsaved(rows), rows);
  const form = formOf(rows);
  saved.leaveOut(form, rows);
  assert.equal(form.get("markers-0-text"), "Bow");
  saved.arrived(rows);
  assert.deepEqual(saved.unsaved(rows), []);
});

test("a failed save is sent again", () => {
  const rows = [row(0)];
  const saved = new SavedRows(rows);
  rows[0].written = { ...rows[0].written, text: "Bow, slower" };
  saved.leaveOut(formOf(rows), rows);
  const again = formOf(rows);
  saved.leaveOut(again, rows);
  assert.equal(again.get("markers-0-text"), "Bow, slower");
});

test("values from another window count as saved", () => {
  const rows = [row(0)];
  const saved = new SavedRows(rows);
  saved.leaveOut(formOf(rows), rows);
  rows[0].written = { ...rows[0].written, text: "Theirs" };
  saved.arrived(rows, { "markers-0-text": "Theirs" });
  assert.deepEqual(saved.unsaved(rows), []);
});

function store() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

test("unsaved text is kept over a reload and dropped once saved", () => {
  const storage = store();
  const state = { rows: [{ uid: "", seen: "", written: WORDS }], others: [] };
  new HalfTyped("/desk/1", storage).keep(state);
  assert.deepEqual(new HalfTyped("/desk/1", storage).read(), state);
  assert.equal(new HalfTyped("/desk/2", storage).read(), null);
  new HalfTyped("/desk/1", storage).keep({ rows: [], others: [] });
  assert.equal(new HalfTyped("/desk/1", storage).read(), null);
});

test("blocked storage does no harm", () => {
  const shut = { getItem: () => "{", setItem: () => { throw new Error("full"); }, removeItem() {} };
  const kept = new HalfTyped("/desk/1", shut);
  kept.keep({ rows: [], others: [{ name: "summary", value: "x", seen: "" }] });
  assert.equal(kept.read(), null);
});

test("kept text goes back into its row or into a new one", () => {
  const rows = [row(0), row(1, { text: "Wrist" })];
  const typed = { uid: "u0", seen: "abc", written: { ...WORDS, text: "Bow, sl" } };
  assert.equal(placeOf(typed, rows).row, rows[0]);
  assert.equal(placeOf({ ...typed, seen: "older" }, rows).how, "add");
  assert.equal(placeOf({ uid: "", seen: "", written: { ...WORDS, text: "New" } }, rows).how, "add");
});

test("a remark whose save got no response is not added twice", () => {
  const rows = [row(0)];
  const typed = { uid: "u0", seen: "", written: { ...WORDS, text: "Bow, slower" } };
  assert.equal(placeOf(typed, rows).row, rows[0]);
  assert.equal(placeOf({ ...typed, uid: "new" }, rows).written.uid, "new");
  assert.equal(placeOf({ ...typed, seen: "older" }, rows).written.uid, "");
});

test("a change to only the kind or the end is kept", () => {
  const typed = { uid: "u0", seen: "abc", written: { ...WORDS, tag: "keep" } };
  assert.equal(placeOf(typed, [row(0)]).how, "write");
});

test("text the draft already has is not added again", () => {
  const rows = [row(0)];
  assert.equal(placeOf({ uid: "", seen: "", written: WORDS }, rows), null);
  assert.equal(placeOf({ uid: "", seen: "", written: { ...WORDS, text: " " } }, rows), null);
});
