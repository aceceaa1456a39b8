import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTimecode, parseTimecode, speakTimecode } from "../../static/js/lib/timecode.js";

test("a time code shows minutes, and hours only when there are some", () => {
  assert.equal(formatTimecode(0), "0:00");
  assert.equal(formatTimecode(83_500), "1:23");
  assert.equal(formatTimecode(3_600_000), "1:00:00");
  assert.equal(formatTimecode(36_061_000), "10:01:01");
});

test("digits are truncated, so that the time code is never later than the moment", () => {
  assert.equal(formatTimecode(1_999, { digits: 1 }), "0:01.9");
  assert.equal(formatTimecode(59_999), "0:59");
  assert.equal(formatTimecode(83_005, { digits: 3 }), "1:23.005");
});

test("an invalid time shows as the start", () => {
  assert.equal(formatTimecode(NaN), "0:00");
  assert.equal(formatTimecode(-5), "0:00");
});

test("several ways of writing times are parsed", () => {
  const written = { 7: 7000, "83.5": 83_500, "1:23": 83_000, "1:23,25": 83_250, "1:02:03.004": 3_723_004, " 0:05 ": 5000, "75:00": 4_500_000 };
  for (const [text, ms] of Object.entries(written)) assert.equal(parseTimecode(text), ms, text);
});

test("anything else gives null", () => {
  for (const text of ["", "later", "1:", ":30", "1:75", "1:60:00", "-5", "1.2345", "1:2:3:4"]) {
    assert.equal(parseTimecode(text), null, text);
  }
});

test("every millisecond survives writing and reading", () => {
  for (const ms of [0, 1, 999, 1000, 61_001, 3_599_999, 3_600_000, 86_399_999]) {
    assert.equal(parseTimecode(formatTimecode(ms, { digits: 3 })), ms);
  }
});

test("a moment is spelled out in words", () => {
  assert.equal(speakTimecode(83_000), "1 minute 23 seconds");
  assert.equal(speakTimecode(0), "0 seconds");
  assert.equal(speakTimecode(3_601_000), "1 hour 1 second");
  assert.equal(speakTimecode(60_000), "1 minute");
});
