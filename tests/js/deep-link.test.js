import assert from "node:assert/strict";
import { test } from "node:test";
import { linkTo, readDeepLink } from "../../static/js/lib/deep-link.js";

test("a moment is milliseconds, seconds or a time code", () => {
  const written = { "?t=83500": 83_500, "?t=83.5s": 83_500, "?t=83s": 83_000, "?t=1:23.5": 83_500, "?t=0": 0 };
  for (const [search, ms] of Object.entries(written)) assert.equal(readDeepLink(search).atMs, ms, search);
});

test("invalid values give no moment, no loop and no remark", () => {
  for (const search of ["", "?t=", "?t=soon", "?t=-5", "?loop=5", "?loop=9-5", "?loop=5-5", "?loop=a-b", "?c="]) {
    assert.deepEqual(readDeepLink(search), { atMs: null, loop: null, remark: null }, search);
  }
});

test("a loop is two times in milliseconds", () => {
  assert.deepEqual(readDeepLink("?loop=5000-9000").loop, { startMs: 5000, endMs: 9000 });
});

test("a remark is named by its id", () => {
  assert.equal(readDeepLink("?c=8d2f&t=5").remark, "8d2f");
});

test("a link replaces the old moment and keeps the rest of the address", () => {
  const link = linkTo("https://example.com/take/?page=2&t=1&loop=1-2#talk", { atMs: 1500.4 });
  assert.equal(link, "https://example.com/take/?page=2&t=1500#talk");
  assert.equal(linkTo("https://example.com/", { loop: { startMs: 1, endMs: 900 } }), "https://example.com/?loop=1-900");
});
