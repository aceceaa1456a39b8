import assert from "node:assert/strict";
import { test } from "node:test";
import { demoQuery } from "../../static/js/authoring/demo-fields.js";
import { momentText, rowMarkers, rowSpan } from "../../static/js/authoring/passage-rows.js";

test("a row is a span once both times are given in order", () => {
  assert.deepEqual(rowSpan({ start: "0:12", end: "0:18.5" }), { startMs: 12_000, endMs: 18_500 });
  assert.equal(rowSpan({ start: "0:18", end: "0:12" }), null);
  assert.equal(rowSpan({ start: "0:12", end: "" }), null);
  assert.equal(rowSpan({ start: "soon", end: "0:12" }), null);
});

test("rows are markers as soon as they have a start", () => {
  const rows = [
    { id: "a", label: "Toss", start: "0:01", end: "0:02" },
    { id: "b", label: "", start: "0:03", end: "" },
    { id: "c", label: "", start: "", end: "" },
  ];
  assert.deepEqual(rowMarkers(rows), [
    { id: "a", label: "Toss", startMs: 1000, endMs: 2000, tone: "apricot" },
    { id: "b", label: "", startMs: 3000, endMs: undefined, tone: "apricot" },
  ]);
});

test("the playhead is written to the millisecond", () => {
  assert.equal(momentText(83_005), "1:23.005");
});

test("a library video takes precedence over a link, and an empty form gives an empty query", () => {
  assert.equal(demoQuery("7", "https://youtu.be/x").toString(), "video=7");
  assert.equal(demoQuery("", " https://youtu.be/x ").get("youtube"), "https://youtu.be/x");
  assert.equal(demoQuery("", " ").toString(), "");
});
