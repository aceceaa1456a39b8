import assert from "node:assert/strict";
import { test } from "node:test";
import { sayBytes, sayWait, speedMeter } from "../../static/js/lib/upload-speed.js";

test("nothing is claimed before there is something to measure", () => {
  const meter = speedMeter();
  meter.note(0, 0);
  assert.equal(meter.bytesPerSecond(), null);
  assert.equal(meter.secondsLeft(100), null);
});

test("the speed is that of the last seconds", () => {
  const meter = speedMeter();
  for (let second = 0; second <= 20; second += 1) meter.note(second < 10 ? second : 10 + (second - 10) * 100, second * 1000);
  assert.equal(meter.bytesPerSecond(), 100);
  assert.equal(meter.secondsLeft(1510), 5);
});

test("starting over forgets", () => {
  const meter = speedMeter();
  meter.note(500, 0);
  meter.note(900, 1000);
  meter.note(100, 2000);
  assert.equal(meter.bytesPerSecond(), null);
});

test("sizes and waits are said for people", () => {
  assert.equal(sayBytes(0, "en"), "0 byte");
  assert.equal(sayBytes(1500, "en"), "2 kB");
  assert.equal(sayBytes(2_340_000, "en"), "2.3 MB");
  assert.equal(sayWait(12.1, "en"), "13 sec");
  assert.equal(sayWait(61, "en"), "2 min");
});
