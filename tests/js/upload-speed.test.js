import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBytes, formatWait, speedMeter } from "../../static/js/lib/upload-speed.js";

test("there is no speed before there is something to measure", () => {
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

test("starting over resets the speed", () => {
  const meter = speedMeter();
  meter.note(500, 0);
  meter.note(900, 1000);
  meter.note(100, 2000);
  assert.equal(meter.bytesPerSecond(), null);
});

test("sizes and waits are formatted for people", () => {
  assert.equal(formatBytes(0, "en"), "0 byte");
  assert.equal(formatBytes(1500, "en"), "2 kB");
  assert.equal(formatBytes(2_340_000, "en"), "2.3 MB");
  assert.equal(formatWait(12.1, "en"), "13 sec");
  assert.equal(formatWait(61, "en"), "2 min");
});
