/**
 * The rows of the passage form as the timeline's markers, and the spans their fields mean.
 *
 *     rowSpan({ start: "0:12", end: "0:18.500" })    { startMs: 12000, endMs: 18500 }
 *     rowSpan({ start: "0:18", end: "0:12" })        null
 */
import { formatTimecode, parseTimecode } from "../lib/timecode.js";

/** What both fields say together, or null while they name no span. */
export function rowSpan({ start, end }) {
  const [startMs, endMs] = [parseTimecode(start), parseTimecode(end)];
  if (startMs === null || endMs === null || endMs <= startMs) return null;
  return { startMs, endMs };
}

/** A row with only a start is a moment already. */
export function rowMarkers(rows) {
  return rows.flatMap(({ id, label, start, end }) => {
    const startMs = parseTimecode(start);
    if (startMs === null) return [];
    return [{ id, label, startMs, endMs: rowSpan({ start, end })?.endMs, tone: "apricot" }];
  });
}

/** What the field gets when its button is pressed: precise enough to come back to the frame. */
export function momentText(ms) {
  return formatTimecode(ms, { digits: 3 });
}
