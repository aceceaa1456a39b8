/**
 * The rows of the passage form as timeline markers, and the spans given by their fields.
 *
 *     rowSpan({ start: "0:12", end: "0:18.500" })    { startMs: 12000, endMs: 18500 }
 *     rowSpan({ start: "0:18", end: "0:12" })        null
 */
import { formatTimecode, parseTimecode } from "../lib/timecode.js";

/** The span given by both fields, or null if they are not a valid span. */
export function rowSpan({ start, end }) {
  const [startMs, endMs] = [parseTimecode(start), parseTimecode(end)];
  if (startMs === null || endMs === null || endMs <= startMs) return null;
  return { startMs, endMs };
}

/** A row with only a start is a moment. */
export function rowMarkers(rows) {
  return rows.flatMap(({ id, label, start, end }) => {
    const startMs = parseTimecode(start);
    if (startMs === null) return [];
    return [{ id, label, startMs, endMs: rowSpan({ start, end })?.endMs, tone: "apricot" }];
  });
}

/** The text a field gets when its button is pressed, precise enough to find the same frame. */
export function momentText(ms) {
  return formatTimecode(ms, { digits: 3 });
}
