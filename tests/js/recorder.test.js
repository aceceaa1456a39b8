import assert from "node:assert/strict";
import { test } from "node:test";
import { recorderClock } from "../../static/js/lib/recorder-clock.js";
import { missingSupport, troubleOf } from "../../static/js/lib/recorder-trouble.js";
import { fileName, pickType } from "../../static/js/lib/recorder-type.js";

const supports = (...patterns) => (type) => patterns.some((pattern) => pattern.test(type));

test("MP4 comes before WebM, and the best WebM before the rest", () => {
  assert.equal(pickType(supports(/mp4/, /webm/)), "video/mp4;codecs=avc1.640028,mp4a.40.2");
  assert.equal(pickType(supports(/webm;codecs=vp[89]/)), "video/webm;codecs=vp9,opus");
  assert.equal(pickType(supports(/vp8/)), "video/webm;codecs=vp8,opus");
  assert.equal(pickType(supports(/^video\/mp4$/)), "video/mp4");
  assert.equal(pickType(() => false), "");
});

test("sound-only recordings have their own types", () => {
  assert.equal(pickType(supports(/./), { audioOnly: true }), "audio/mp4;codecs=mp4a.40.2");
  assert.equal(pickType(supports(/opus/), { audioOnly: true }), "audio/webm;codecs=opus");
});

test("a recording's name has the right extension and no path", () => {
  assert.equal(fileName("video/mp4;codecs=avc1", "Recording 3/5, 10:30"), "Recording 3.5, 10.30.mp4");
  assert.equal(fileName("audio/mp4", "a"), "a.m4a");
  assert.equal(fileName("audio/ogg;codecs=opus", "a"), "a.ogg");
  assert.equal(fileName("video/webm;codecs=vp9,opus", "a"), "a.webm");
  assert.equal(fileName("", "a"), "a.webm");
});

test("the clock leaves the pauses out", () => {
  let now = 0;
  const clock = recorderClock(() => now);
  clock.go();
  now = 1000;
  clock.hold();
  now = 5000;
  assert.equal(clock.ms, 1000);
  clock.go();
  now = 5500;
  assert.equal(clock.ms, 1500);
});

test("each error has a message", () => {
  const names = ["NotAllowedError", "NotFoundError", "OverconstrainedError", "NotReadableError", "TypeError"];
  const keys = names.map((name) => troubleOf({ name }));
  assert.deepEqual(keys, ["denied", "noDevice", "noDevice", "deviceBusy", "deviceTrouble"]);
});

test("an insecure page and an old browser are detected up front", () => {
  const able = { isSecureContext: true, navigator: { mediaDevices: { getUserMedia() {} } }, MediaRecorder: class {} };
  assert.equal(missingSupport(able), null);
  assert.equal(missingSupport({ ...able, isSecureContext: false }), "insecure");
  assert.equal(missingSupport({ ...able, MediaRecorder: undefined }), "unsupported");
  assert.equal(missingSupport({ ...able, navigator: {} }), "unsupported");
});
