/**
 * The upload speed over the last few seconds, and the time left.
 *
 *     const meter = speedMeter();
 *     meter.note(bytesSoFar, performance.now());
 *     meter.bytesPerSecond();   meter.secondsLeft(totalBytes)      null until it is known
 */
const WINDOW_MS = 6000;

export function speedMeter() {
  let samples = [];
  return {
    note(bytes, atMs) {
      if (samples.length && bytes < samples.at(-1).bytes) samples = [];
      samples.push({ bytes, atMs });
      while (samples.length > 2 && atMs - samples[0].atMs > WINDOW_MS) samples.shift();
    },
    forget() {
      samples = [];
    },
    bytesPerSecond() {
      if (samples.length < 2) return null;
      const [first, last] = [samples[0], samples.at(-1)];
      const seconds = (last.atMs - first.atMs) / 1000;
      return seconds >= 0.3 ? (last.bytes - first.bytes) / seconds : null;
    },
    secondsLeft(totalBytes) {
      const speed = this.bytesPerSecond();
      return speed > 0 ? (totalBytes - samples.at(-1).bytes) / speed : null;
    },
  };
}

/** "1.4 MB", formatted for the reader's locale. */
export function formatBytes(bytes, locale, base = 1000) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(base) + 1e-9));
  const style = { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: step > 1 ? 1 : 0 };
  return new Intl.NumberFormat(locale, style).format(bytes / base ** step);
}

/** "40 sec" or "3 min": rounded up, as finishing early is better than late. */
export function formatWait(seconds, locale) {
  const [unit, count] = seconds < 60 ? ["second", Math.ceil(seconds)] : ["minute", Math.ceil(seconds / 60)];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(count);
}
