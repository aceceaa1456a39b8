import assert from "node:assert/strict";
import { test } from "node:test";
import { MOMENT_MS, activeMarker, filterMarkers, markersAt, neighbour, nextMarker, previousMarker, sortMarkers } from "../../static/js/lib/markers.js";

const phrase = { id: "phrase", startMs: 1000, endMs: 9000, author: "Ada", tag: "tempo" };
const note = { id: "note", startMs: 4000, author: "Ada", tag: "tone" };
const late = { id: "late", startMs: 12_000, endMs: null, author: "Bo", tag: "tempo" };
const all = [late, note, phrase];
const ids = (markers) => markers.map((marker) => marker.id);

test("markers come in time order, the longer first", () => {
  const short = { id: "short", startMs: 1000, endMs: 2000 };
  assert.deepEqual(ids(sortMarkers([short, ...all])), ["phrase", "short", "note", "late"]);
});

test("a range is active to its end, a moment for a while", () => {
  assert.deepEqual(ids(markersAt(all, 999)), []);
  assert.deepEqual(ids(markersAt(all, 5000)), ["phrase", "note"]);
  assert.deepEqual(ids(markersAt(all, 4000 + MOMENT_MS)), ["phrase"]);
  assert.deepEqual(ids(markersAt(all, 9000)), []);
});

test("the one that started last is highlighted", () => {
  assert.equal(activeMarker(all, 5000).id, "note");
  assert.equal(activeMarker(all, 7000).id, "phrase");
  assert.equal(activeMarker(all, 0), null);
});

test("next and previous walk through, with grace for a second press", () => {
  assert.equal(nextMarker(all, 1000).id, "note");
  assert.equal(nextMarker(all, 12_000), null);
  assert.equal(previousMarker(all, 4500).id, "phrase");
  assert.equal(previousMarker(all, 4900).id, "note");
  assert.equal(previousMarker(all, 1000), null);
});

test("filters combine, and empty ones match everything", () => {
  assert.deepEqual(ids(filterMarkers(all, { author: "Ada", tag: "tempo" })), ["phrase"]);
  assert.deepEqual(ids(filterMarkers(all, { author: "", tag: null })), ids(all));
});

test("from the selected remark, next is the next in order, however long it lasts", () => {
  const walk = (step, at) => neighbour(all, step, at)?.id ?? null;
  assert.equal(walk(1, { ms: 8000, chosenId: "phrase" }), "note");
  assert.equal(walk(-1, { ms: 4000, chosenId: "note" }), "phrase");
  assert.equal(walk(-1, { ms: 1000, chosenId: "phrase" }), null);
  assert.equal(walk(1, { ms: 12_000, chosenId: "late" }), null);
});

test("once the video has moved elsewhere, the time decides again", () => {
  assert.equal(neighbour(all, 1, { ms: 10_000, chosenId: "phrase" }).id, "late");
  assert.equal(neighbour(all, -1, { ms: 10_000 }).id, "note");
  assert.equal(neighbour([], 1, { ms: 0 }), null);
});
