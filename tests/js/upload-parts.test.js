import assert from "node:assert/strict";
import { test } from "node:test";
import { arrivedBytes, isSameFile, layOut, missingParts, partCount } from "../../static/js/lib/upload-parts.js";

test("a file is cut into as few parts as fit", () => {
  const counts = [[1, 8], [8, 8], [9, 8], [17, 8], [0, 8], [100, 0]].map(([size, part]) => partCount(size, part));
  assert.deepEqual(counts, [1, 1, 2, 3, 1, 1]);
});

test("parts lie one after the other, whatever order they come in", () => {
  const laid = layOut([{ number: 2, size_bytes: 3 }, { number: 1, size_bytes: 8 }]);
  assert.deepEqual(laid, [
    { number: 1, size_bytes: 8, start: 0, end: 8 },
    { number: 2, size_bytes: 3, start: 8, end: 11 },
  ]);
});

test("only parts that did not arrive completely are missing", () => {
  const parts = layOut([1, 2, 3].map((number) => ({ number, size_bytes: 8 })));
  const received = [{ number: 1, size_bytes: 8 }, { number: 3, size_bytes: 5 }];
  assert.deepEqual(missingParts(parts, received).map((part) => part.number), [2, 3]);
  assert.equal(arrivedBytes(parts, received), 8);
});

test("nothing is missing once everything has arrived, everything is before that", () => {
  const parts = layOut([{ number: 1, size_bytes: 8 }]);
  assert.deepEqual(missingParts(parts, [{ number: 1, size_bytes: 8 }]), []);
  assert.deepEqual(missingParts(parts, []), parts);
});

test("a file chosen again is recognised by name, size and date", () => {
  const known = { name: "a.mp4", size: 9, lastModified: 5 };
  assert.equal(isSameFile({ ...known }, known), true);
  for (const other of [{ name: "b.mp4" }, { size: 8 }, { lastModified: 6 }]) {
    assert.equal(isSameFile({ ...known, ...other }, known), false);
  }
});
