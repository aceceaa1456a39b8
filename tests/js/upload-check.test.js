import assert from "node:assert/strict";
import { test } from "node:test";
import { problemWith } from "../../static/js/lib/upload-check.js";

const good = { name: "take.mp4", size: 1000, durationMs: 30_000 };
const limits = { accept: "video/*,audio/*,.mp4,.mkv,.mts,.ogg,.mov", maxBytes: 2000, maxMs: 60_000 };

test("a suitable file has no problem", () => {
  assert.equal(problemWith(good, limits), null);
});

test("the extension decides, in upper or lower case, and never the browser's type", () => {
  for (const type of ["", "video/mp4", "text/html", "video/vnd.dlna.mpeg-tts", "nonsense"]) {
    for (const name of ["TAKE.MKV", "voice.ogg", "00001.MTS", "a.b.Mov", "take.mp4 ", "blob", ".hidden", "מבחן.mp4"]) {
      assert.equal(problemWith({ ...good, name, type }, limits), null, `${name} as ${type}`);
    }
    for (const name of ["essay.pdf", "take.mp4.exe", "film.wmv"]) {
      assert.equal(problemWith({ ...good, name, type }, limits).code, "wrongType", `${name} as ${type}`);
    }
  }
});

test("empty, too big and too long are distinguished", () => {
  assert.equal(problemWith({ ...good, size: 0 }, limits).code, "emptyFile");
  assert.equal(problemWith({ ...good, size: 2001 }, limits).code, "tooBig");
  assert.equal(problemWith({ ...good, durationMs: 62_001 }, limits).code, "tooLong");
});

test("a file larger than what is left is distinguished, even when nothing is left", () => {
  assert.equal(problemWith(good, { ...limits, leftBytes: 1000 }), null);
  assert.equal(problemWith(good, { ...limits, leftBytes: 999 }).code, "noSpace");
  assert.equal(problemWith(good, { ...limits, leftBytes: 0 }).code, "noSpace");
  assert.equal(problemWith(good, { ...limits, leftBytes: null }), null);
});

test("an unknown length and a recording just over the limit are accepted", () => {
  assert.equal(problemWith({ ...good, durationMs: null }, limits), null);
  assert.equal(problemWith({ ...good, durationMs: 61_900 }, limits), null);
});
