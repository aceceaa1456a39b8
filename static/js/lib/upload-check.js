/**
 * What can be said about a file before a byte of it is sent. The server judges again, by its content.
 *
 *     problemWith({ name, type, size, durationMs }, { maxBytes, maxMs })    { code: "tooBig" } or null
 */
const EXTENSIONS =
  /\.(mp4|m4v|mov|qt|webm|mkv|avi|3gp|3g2|ts|mts|m2ts|mpg|mpeg|m4a|mp3|wav|ogg|oga|opus|flac|aac|aif|aiff|caf|amr)$/i;

/** The same grace as the server's: a recording stopped at the limit ends a moment after it. */
export const LENGTH_GRACE_MS = 2000;

export function problemWith({ name, type = "", size, durationMs = null }, { maxBytes, maxMs }) {
  if (!isPlayableName(name, type)) return { code: "wrongType" };
  if (size === 0) return { code: "emptyFile" };
  if (maxBytes && size > maxBytes) return { code: "tooBig" };
  if (maxMs && durationMs > maxMs + LENGTH_GRACE_MS) return { code: "tooLong" };
  return null;
}

function isPlayableName(name, type) {
  return /^(video|audio)\//.test(type) || EXTENSIONS.test(name);
}

/** Milliseconds as the browser reads them from the file; null when it can't tell. */
export function readDuration(file, { waitMs = 4000 } = {}) {
  const media = document.createElement("video");
  const url = URL.createObjectURL(file);
  return new Promise((resolve) => {
    const finish = (ms) => {
      clearTimeout(timer);
      media.removeAttribute("src");
      URL.revokeObjectURL(url);
      resolve(ms);
    };
    const timer = setTimeout(() => finish(null), waitMs);
    media.preload = "metadata";
    media.addEventListener("error", () => finish(null), { once: true });
    media.addEventListener(
      "loadedmetadata",
      () => finish(Number.isFinite(media.duration) ? Math.round(media.duration * 1000) : null),
      { once: true },
    );
    media.src = url;
  });
}
