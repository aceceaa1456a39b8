import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateFps, pictureBox } from "../../static/js/lib/picture.js";

test("tall and wide pictures are centred", () => {
  assert.deepEqual(pictureBox(1600, 900, 900, 900), { x: 350, y: 0, width: 900, height: 900 });
  assert.deepEqual(pictureBox(900, 900, 1600, 900), { x: 0, y: 196.875, width: 900, height: 506.25 });
});

test("without a picture the whole box is used", () => {
  assert.deepEqual(pictureBox(300, 200, 0, 0), { x: 0, y: 0, width: 300, height: 200 });
});

test("the frame rate is estimated, even with a dropped frame", () => {
  const times = [0, 1, 2, 3, 5, 6, 7, 8].map((frame) => frame / 25);
  assert.equal(Math.round(estimateFps(times)), 25);
});

test("too few frames give no estimate, and a jump doesn't count", () => {
  assert.equal(estimateFps([0, 0.04, 0.08]), null);
  assert.equal(estimateFps([0, 10, 20, 30, 40, 50, 60]), null);
});
