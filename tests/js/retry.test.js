import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff, wait } from "../../static/js/lib/retry.js";

test("waits double, up to the longest", () => {
  const middle = { random: () => 0.5 };
  assert.deepEqual([0, 1, 2, 3, 20].map((attempt) => backoff(attempt, middle)), [500, 1000, 2000, 4000, 30_000]);
});

test("waits differ by up to a quarter", () => {
  assert.equal(backoff(1, { random: () => 0 }), 750);
  assert.equal(backoff(1, { random: () => 1 }), 1250);
});

test("an abort ends a wait at once", async () => {
  const abort = new AbortController();
  const waiting = wait(60_000, abort.signal);
  abort.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(wait(60_000, abort.signal), /enough/);
});

test("a wait ends by itself", async () => {
  await wait(1, new AbortController().signal);
  await wait(1);
});
