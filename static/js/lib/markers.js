/**
 * Functions for markers: { id, startMs, endMs?, author?, tag? }. A marker without an end is a moment.
 */

/** How long a moment counts as active, so that people notice it while the video plays. */
export const MOMENT_MS = 2000;

/** In time order; if two start together, the longer comes first, then the id decides. */
export function sortMarkers(markers) {
  return [...markers].sort(
    (a, b) => a.startMs - b.startMs || endOf(b) - endOf(a) || String(a.id).localeCompare(b.id),
  );
}

export function markersAt(markers, ms) {
  return sortMarkers(markers).filter((marker) => marker.startMs <= ms && ms < endOf(marker));
}

/** The one to highlight: the active one that started last, or null. */
export function activeMarker(markers, ms) {
  return markersAt(markers, ms).at(-1) ?? null;
}

export function nextMarker(markers, ms) {
  return sortMarkers(markers).find((marker) => marker.startMs > ms) ?? null;
}

/** The last marker that started at least `graceMs` ago, so that pressing "previous" twice moves on. */
export function previousMarker(markers, ms, graceMs = 800) {
  return sortMarkers(markers).findLast((marker) => marker.startMs < ms - graceMs) ?? null;
}

/**
 * The remark after (step 1) or before (step -1) the selected one, as long as the video is still there;
 * else the next or previous in time. Null past the first or last.
 */
export function neighbour(markers, step, { ms, chosenId = null }) {
  const inOrder = sortMarkers(markers);
  const at = inOrder.findIndex((marker) => marker.id === chosenId);
  const isThere = at >= 0 && inOrder[at].startMs <= ms && ms <= endOf(inOrder[at]);
  if (isThere) return inOrder[at + step] ?? null;
  return step > 0 ? nextMarker(markers, ms) : previousMarker(markers, ms);
}

/** Empty or missing criteria let everything through. */
export function filterMarkers(markers, { author, tag } = {}) {
  return markers.filter(
    (marker) => (!author || marker.author === author) && (!tag || marker.tag === tag),
  );
}

export function hasRange(marker) {
  return Number.isFinite(marker.endMs) && marker.endMs > marker.startMs;
}

function endOf(marker) {
  return hasRange(marker) ? marker.endMs : marker.startMs + MOMENT_MS;
}
