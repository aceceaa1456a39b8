/**
 * Which part of a video plays: the clip it is limited to, and the loop inside it.
 *
 *     const span = makeSpan({ startMs: 5000, endMs: 9000, durationMs: 60_000 });
 *     nextStep(9010, span, null)                              { pause: true, seekMs: 9000 }
 *     nextStep(7010, span, { startMs: 6000, endMs: 7000 })    { seekMs: 6000 }
 */
import { clamp } from "./timeline.js";

/** Shorter loops would only stutter. */
export const SHORTEST_LOOP_MS = 200;

export function makeSpan({ startMs = 0, endMs = null, durationMs = 0 }) {
  const end = endMs || durationMs;
  return { startMs, endMs: durationMs ? Math.min(end, durationMs) : end, isClip: Boolean(startMs || endMs) };
}

export function intoSpan(ms, { startMs, endMs }) {
  return clamp(ms, startMs, endMs || Infinity);
}

/** What has to happen at this moment of playing, or null. */
export function nextStep(nowMs, span, loop) {
  if (loop && (nowMs >= loop.endMs || nowMs < loop.startMs - 250)) return { seekMs: loop.startMs };
  if (!span.isClip || !span.endMs || nowMs < span.endMs) return null;
  return { pause: true, seekMs: span.endMs };
}

/** A loop from two marks, set in either order; null if they don't form one. */
export function makeLoop(startMs, endMs, span) {
  if (!Number.isFinite(startMs) || !Number.isFinite(endMs)) return null;
  const [from, to] = [startMs, endMs].map((ms) => intoSpan(Math.round(ms), span)).sort((a, b) => a - b);
  return to - from < SHORTEST_LOOP_MS ? null : { startMs: from, endMs: to };
}
