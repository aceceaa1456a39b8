import assert from "node:assert/strict";
import { test } from "node:test";

import { sha256Of } from "../../static/js/lib/upload-checksum.js";

test("a file's SHA-256 is given in hexadecimal", async () => {
  const wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(await sha256Of(new Blob(["abc"])), wanted);
});

test("a large file has no checksum", async () => {
  assert.equal(await sha256Of(new Blob(["abc"]), { mostBytes: 2 }), null);
});

test("nor does a file if hashing is unavailable or the file cannot be read", async () => {
  assert.equal(await sha256Of(new Blob(["abc"]), { subtle: null }), null);
  const gone = { size: 3, arrayBuffer: () => Promise.reject(new Error("gone")) };
  assert.equal(await sha256Of(gone), null);
});
