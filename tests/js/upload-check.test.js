import assert from "node:assert/strict";
import { test } from "node:test";
import { problemWith } from "../../static/js/lib/upload-check.js";

const good = { name: "take.mp4", type: "video/mp4", size: 1000, durationMs: 30_000 };
const limits = { maxBytes: 2000, maxMs: 60_000 };

test("a fitting file has no problem", () => {
  assert.equal(problemWith(good, limits), null);
});

test("the name tells where the browser knows no type", () => {
  assert.equal(problemWith({ ...good, name: "TAKE.MKV", type: "" }, limits), null);
  assert.equal(problemWith({ ...good, name: "voice.ogg", type: "application/ogg" }, limits), null);
  assert.equal(problemWith({ ...good, name: "essay.pdf", type: "application/pdf" }, limits).code, "wrongType");
});

test("empty, too big and too long are told apart", () => {
  assert.equal(problemWith({ ...good, size: 0 }, limits).code, "emptyFile");
  assert.equal(problemWith({ ...good, size: 2001 }, limits).code, "tooBig");
  assert.equal(problemWith({ ...good, durationMs: 62_001 }, limits).code, "tooLong");
});

test("an unknown length and the recorder's last moment are let through", () => {
  assert.equal(problemWith({ ...good, durationMs: null }, limits), null);
  assert.equal(problemWith({ ...good, durationMs: 61_900 }, limits), null);
});
