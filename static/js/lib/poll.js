/**
 * Polls, slowing down while nothing changes, and pauses while the page is hidden.
 *
 *     const stop = poll(() => api.get(url), {
 *       onAnswer: (status) => (show(status), status.state === "ready"),   // true ends it
 *       onError: (error) => …                                             // true ends it
 *     });
 */
import { wait } from "./retry.js";

const defaults = { firstMs: 1000, maxMs: 15_000, growth: 1.4, page: globalThis.document, pause: wait };

export function poll(ask, options) {
  const abort = new AbortController();
  const settings = { ...defaults, onError: () => false, ...options, signal: abort.signal };
  run(ask, settings).catch((error) => {
    if (!abort.signal.aborted) throw error;
  });
  return () => abort.abort();
}

async function run(ask, { firstMs, maxMs, growth, page, pause, onAnswer, onError, signal }) {
  let interval = firstMs;
  let before = "";
  while (!signal.aborted) {
    await whenVisible(page, signal);
    const { done, seen } = await askOnce(ask, onAnswer, onError);
    if (done || signal.aborted) return;
    interval = seen === before ? Math.min(maxMs, interval * growth) : firstMs;
    before = seen;
    await pause(interval, signal);
  }
}

async function askOnce(ask, onAnswer, onError) {
  try {
    const answer = await ask();
    return { done: onAnswer(answer) === true, seen: JSON.stringify(answer) };
  } catch (error) {
    return { done: onError(error) === true, seen: "" };
  }
}

function whenVisible(page, signal) {
  if (!page?.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    page.addEventListener("visibilitychange", () => resolve(), { once: true, signal });
  });
}
