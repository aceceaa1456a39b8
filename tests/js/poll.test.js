import assert from "node:assert/strict";
import { test } from "node:test";
import { poll } from "../../static/js/lib/poll.js";

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** Runs a poll whose waiting is instant, and reports the intervals it waited. */
function watch(answers, options = {}) {
  const waits = [];
  const ask = async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return new Promise((resolve) => {
    const stop = poll(ask, {
      pause: async (ms) => void waits.push(Math.round(ms)),
      onAnswer: (answer) => answer.done && (resolve({ waits, answer, stop }), true),
      onError: (error) => error.final && (resolve({ waits, error, stop }), true),
      ...options,
    });
  });
}

test("it polls until it is done", async () => {
  const { answer, waits } = await watch([{ n: 1 }, { n: 2 }, { n: 3, done: true }]);
  assert.deepEqual(answer, { n: 3, done: true });
  assert.deepEqual(waits, [1000, 1000]);
});

test("it slows down while nothing changes, and speeds up when something does", async () => {
  const same = { n: 1 };
  const { waits } = await watch([same, same, same, { n: 2 }, { done: true }]);
  assert.deepEqual(waits, [1000, 1400, 1960, 1000]);
});

test("it never waits longer than the longest interval", async () => {
  const { waits } = await watch([...Array(20).fill({ n: 1 }), { done: true }], { maxMs: 3000 });
  assert.equal(Math.max(...waits), 3000);
});

test("a temporary error does not end it, a final one does", async () => {
  const { waits, error } = await watch([new Error("away"), Object.assign(new Error("gone"), { final: true })]);
  assert.equal(waits.length, 1);
  assert.equal(error.message, "gone");
});

test("it pauses while the page is hidden", async () => {
  const page = Object.assign(new EventTarget(), { hidden: true });
  let asked = 0;
  const stop = poll(async () => (asked += 1), { page, onAnswer: () => true });
  await tick();
  assert.equal(asked, 0);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  await tick();
  await tick();
  assert.equal(asked, 1);
  stop();
});

test("stopping ends the waiting too", async () => {
  let asked = 0;
  const stop = poll(async () => (asked += 1), { firstMs: 60_000, onAnswer: () => false });
  await tick();
  stop();
  await tick();
  assert.equal(asked, 1);
});
