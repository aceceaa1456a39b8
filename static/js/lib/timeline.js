/**
 * Geometry of a timeline: moments in milliseconds, positions in pixels.
 *
 *     const scale = { startMs: 0, endMs: 60_000, width: 600 };
 *     msToX(30_000, scale)                    300
 *     xToMs(300, scale)                       30000
 *     clusterPins(markers, scale, 24)         [{ x, startMs, markers: [...] }, ...]
 *     rangeBoxes(markers, scale)              [{ id, x, width, row }, ...]
 */

export function msToX(ms, { startMs, endMs, width }) {
  const length = endMs - startMs;
  return length > 0 ? clamp((ms - startMs) / length, 0, 1) * width : 0;
}

export function xToMs(x, { startMs, endMs, width }) {
  const share = width > 0 ? clamp(x / width, 0, 1) : 0;
  return Math.round(startMs + share * (endMs - startMs));
}

/** Pins nearer than `gap` pixels to the first of their cluster share one pin, in time order. */
export function clusterPins(markers, scale, gap = 24) {
  const clusters = [];
  for (const marker of inTimeOrder(markers)) {
    const x = msToX(marker.startMs, scale);
    const last = clusters.at(-1);
    if (last && x - last.x < gap) last.markers.push(marker);
    else clusters.push({ x, startMs: marker.startMs, markers: [marker] });
  }
  return clusters;
}

/** Boxes of the markers with a range; each takes the first free row of `rows`, else the last. */
export function rangeBoxes(markers, scale, rows = 2) {
  const freeFrom = new Array(rows).fill(-Infinity);
  return inTimeOrder(markers)
    .filter((marker) => marker.endMs > marker.startMs)
    .map((marker) => rangeBox(marker, scale, freeFrom));
}

function rangeBox(marker, scale, freeFrom) {
  const x = msToX(marker.startMs, scale);
  const end = msToX(marker.endMs, scale);
  const free = freeFrom.findIndex((from) => from <= x);
  const row = free === -1 ? freeFrom.length - 1 : free;
  freeFrom[row] = Math.max(freeFrom[row], end);
  return { id: marker.id, x, width: end - x, row };
}

export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

function inTimeOrder(markers) {
  return [...markers].sort((a, b) => a.startMs - b.startMs);
}
