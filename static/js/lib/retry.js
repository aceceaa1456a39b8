/**
 * Exponential backoff, with jitter so that many pages do not retry at the same moment.
 *
 *     backoff(0)   about 500 ms        backoff(3)   about 4 s        never above `maxMs`
 */
export function backoff(attempt, { baseMs = 500, maxMs = 30_000, random = Math.random } = {}) {
  const full = Math.min(maxMs, baseMs * 2 ** attempt);
  return Math.round(full * (0.75 + 0.5 * random()));
}

/** Resolves after `ms`; rejects at once when the signal aborts. */
export function wait(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal?.aborted) return stop();
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), stop()), { once: true });
  });
}
