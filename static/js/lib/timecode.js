/**
 * Time codes for people: integer milliseconds in and out.
 *
 *     formatTimecode(83_500)                     "1:23"
 *     formatTimecode(83_500, { digits: 3 })      "1:23.500"
 *     formatTimecode(3_600_000)                  "1:00:00"
 *     parseTimecode("1:23.5")                    83500
 *     parseTimecode("later")                     null
 */

const PATTERN = /^(?:(\d+):)?(?:(\d{1,3}):)?(\d+)(?:[.,](\d{1,3}))?$/;

/** Truncated, never rounded up: a displayed time is never later than the moment itself. */
export function formatTimecode(ms, { digits = 0 } = {}) {
  const whole = Math.max(0, Math.floor(Number.isFinite(ms) ? ms : 0));
  const seconds = Math.floor(whole / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const head = h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
  return digits ? `${head}.${pad(whole % 1000, 3).slice(0, digits)}` : head;
}

/** Milliseconds of "ss", "mm:ss" or "h:mm:ss", each with up to three decimals; null for anything else. */
export function parseTimecode(text) {
  const match = PATTERN.exec(String(text).trim());
  if (!match) return null;
  const [, first, second, seconds, fraction = ""] = match;
  const [hours, minutes] = second === undefined ? [0, first ?? 0] : [first, second];
  if (first !== undefined && Number(seconds) > 59) return null;
  if (second !== undefined && Number(minutes) > 59) return null;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return total * 1000 + Number(fraction.padEnd(3, "0"));
}

/** "1 minute 23 seconds": what a screen reader says for a moment. */
export function speakTimecode(ms, locale = "en") {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [
    [Math.floor(seconds / 3600), "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ];
  const said = parts.filter(([count, unit]) => count || (unit === "second" && seconds < 60));
  return said.map(([count, unit]) => sayUnit(count, unit, locale)).join(" ");
}

function sayUnit(count, unit, locale) {
  const style = { style: "unit", unit, unitDisplay: "long" };
  return new Intl.NumberFormat(locale, style).format(count);
}

function pad(number, length = 2) {
  return String(number).padStart(length, "0");
}
