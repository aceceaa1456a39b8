/**
 * Questions about markers: { id, startMs, endMs?, author?, tag? }. A marker without an end is a moment.
 */

/** How long a moment counts as active, so that the eye can catch it while the video plays. */
export const MOMENT_MS = 2000;

/** In time order; of two that start together the longer comes first, then the id decides. */
export function sortMarkers(markers) {
  return [...markers].sort(
    (a, b) => a.startMs - b.startMs || endOf(b) - endOf(a) || String(a.id).localeCompare(b.id),
  );
}

export function markersAt(markers, ms) {
  return sortMarkers(markers).filter((marker) => marker.startMs <= ms && ms < endOf(marker));
}

/** The one to highlight: the latest to have begun among those active, or null. */
export function activeMarker(markers, ms) {
  return markersAt(markers, ms).at(-1) ?? null;
}

export function nextMarker(markers, ms) {
  return sortMarkers(markers).find((marker) => marker.startMs > ms) ?? null;
}

/** The last marker that began at least `graceMs` ago, so that pressing "previous" twice moves on. */
export function previousMarker(markers, ms, graceMs = 800) {
  return sortMarkers(markers).findLast((marker) => marker.startMs < ms - graceMs) ?? null;
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
