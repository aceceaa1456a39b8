import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterPins, msToX, rangeBoxes, xToMs } from "../../static/js/lib/timeline.js";

const scale = { startMs: 10_000, endMs: 70_000, width: 600 };
const at = (id, startMs, endMs) => ({ id, startMs, endMs });

test("moments and positions convert both ways", () => {
  assert.equal(msToX(40_000, scale), 300);
  assert.equal(xToMs(300, scale), 40_000);
  for (const x of [0, 1, 299.5, 600]) assert.ok(Math.abs(msToX(xToMs(x, scale), scale) - x) < 0.01);
});

test("moments outside are shown at the edge", () => {
  assert.equal(msToX(0, scale), 0);
  assert.equal(msToX(99_000, scale), 600);
  assert.equal(xToMs(-20, scale), 10_000);
  assert.equal(xToMs(900, scale), 70_000);
});

test("on a timeline without length or width everything is at the start", () => {
  assert.equal(msToX(5, { startMs: 0, endMs: 0, width: 600 }), 0);
  assert.equal(xToMs(5, { startMs: 7, endMs: 9, width: 0 }), 7);
});

test("close pins share one, in time order", () => {
  const pins = clusterPins([at("c", 30_000), at("b", 11_000), at("a", 10_000)], scale, 24);
  assert.deepEqual(pins.map((pin) => pin.markers.map((marker) => marker.id)), [["a", "b"], ["c"]]);
  assert.deepEqual(pins.map((pin) => pin.startMs), [10_000, 30_000]);
});

test("a chain of close pins is split once it is too far from the first", () => {
  const chain = [0, 1, 2, 3, 4].map((step) => at(step, 10_000 + step * 1500));
  assert.deepEqual(clusterPins(chain, scale, 24).map((pin) => pin.markers.length), [2, 2, 1]);
});

test("clustering keeps every marker and leaves its input alone", () => {
  const markers = Array.from({ length: 200 }, (_, index) => at(index, 70_000 - index * 290));
  const before = structuredClone(markers);
  const kept = clusterPins(markers, scale).flatMap((pin) => pin.markers);
  assert.equal(kept.length, 200);
  assert.deepEqual(markers, before);
});

test("overlapping ranges use another row, moments have no box", () => {
  const boxes = rangeBoxes([at("a", 10_000, 20_000), at("b", 15_000, 25_000), at("c", 20_000, 22_000), at("d", 30_000)], scale);
  assert.deepEqual(boxes, [
    { id: "a", x: 0, width: 100, row: 0 },
    { id: "b", x: 50, width: 100, row: 1 },
    { id: "c", x: 100, width: 20, row: 0 },
  ]);
});

test("when all rows are taken the last is shared", () => {
  const boxes = rangeBoxes([at("a", 10_000, 60_000), at("b", 10_000, 60_000), at("c", 11_000, 12_000)], scale, 2);
  assert.deepEqual(boxes.map((box) => box.row), [0, 1, 1]);
});
