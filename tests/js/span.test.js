import assert from "node:assert/strict";
import { test } from "node:test";
import { intoSpan, makeLoop, makeSpan, nextStep } from "../../static/js/lib/span.js";
import { LoopState } from "../../static/js/player/loop.js";

const whole = makeSpan({ durationMs: 60_000 });
const clip = makeSpan({ startMs: 5000, endMs: 9000, durationMs: 60_000 });

test("without limits the span is the whole video", () => {
  assert.deepEqual(whole, { startMs: 0, endMs: 60_000, isClip: false });
});

test("a clip ends with the video at the latest", () => {
  assert.deepEqual(makeSpan({ startMs: 50_000, endMs: 99_000, durationMs: 60_000 }), { startMs: 50_000, endMs: 60_000, isClip: true });
});

test("before the length is known everything after the start is inside", () => {
  assert.equal(intoSpan(123_456, makeSpan({})), 123_456);
  assert.equal(intoSpan(3, clip), 5000);
  assert.equal(intoSpan(99_999, clip), 9000);
});

test("a clip stops at its end, a whole video plays to the end", () => {
  assert.deepEqual(nextStep(9010, clip, null), { pause: true, seekMs: 9000 });
  assert.equal(nextStep(8000, clip, null), null);
  assert.equal(nextStep(60_000, whole, null), null);
});

test("a loop goes back to its start, also inside a clip", () => {
  const loop = { startMs: 6000, endMs: 7000 };
  assert.deepEqual(nextStep(7000, clip, loop), { seekMs: 6000 });
  assert.deepEqual(nextStep(5000, clip, loop), { seekMs: 6000 });
  assert.equal(nextStep(6500, clip, loop), null);
});

test("marks make a loop in either order, inside the span, unless it is too short", () => {
  assert.deepEqual(makeLoop(7000, 6000, clip), { startMs: 6000, endMs: 7000 });
  assert.deepEqual(makeLoop(0, 7000, clip), { startMs: 5000, endMs: 7000 });
  assert.equal(makeLoop(6000, 6100, clip), null);
  assert.equal(makeLoop(6000, null, clip), null);
});

test("setting both marks turns the loop on, turning it off keeps them", () => {
  const loop = new LoopState();
  loop.mark("startMs", 6000, clip);
  assert.equal(loop.active(clip), null);
  loop.mark("endMs", 7000, clip);
  assert.deepEqual(loop.active(clip), { startMs: 6000, endMs: 7000 });
  loop.toggle(clip);
  assert.equal(loop.active(clip), null);
  loop.toggle(clip);
  assert.deepEqual(loop.active(clip), { startMs: 6000, endMs: 7000 });
});

test("an end alone loops from the beginning, a later start clears the end", () => {
  const loop = new LoopState();
  loop.mark("endMs", 7000, clip);
  assert.deepEqual(loop.active(clip), { startMs: 5000, endMs: 7000 });
  loop.mark("startMs", 8000, clip);
  assert.equal(loop.active(clip), null);
  assert.deepEqual(loop.marks, { startMs: 8000, endMs: null });
});

test("without marks there is no loop to turn on", () => {
  const loop = new LoopState();
  loop.toggle(whole);
  assert.equal(loop.isOn, false);
});
