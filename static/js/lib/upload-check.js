/**
 * Checks a file before a byte of it is sent. The server checks again, by its content.
 *
 *     problemWith({ name, size, durationMs }, { accept, maxBytes, leftBytes, maxMs })    { code: "tooBig" } or null
 *
 * `accept` is that of the file input. The browser's file type is ignored: systems give the same file different
 * types, or none.
 */

/** The same tolerance as the server's: a recording stopped at the limit ends a moment later. */
export const LENGTH_GRACE_MS = 2000;

export function problemWith({ name, size, durationMs = null }, { accept = "", maxBytes, leftBytes = null, maxMs }) {
  if (!hasAcceptedExtension(name, accept)) return { code: "wrongType" };
  if (size === 0) return { code: "emptyFile" };
  if (maxBytes && size > maxBytes) return { code: "tooBig" };
  if (leftBytes !== null && size > leftBytes) return { code: "noSpace" };
  if (maxMs && durationMs > maxMs + LENGTH_GRACE_MS) return { code: "tooLong" };
  return null;
}

/** A name without an extension is accepted. */
function hasAcceptedExtension(name, accept) {
  const [ending] = name.toLowerCase().match(/(?<=[^.])\.[^.]+$/) ?? [""];
  const endings = accept.split(",").map((one) => one.trim().toLowerCase());
  return !ending || endings.includes(ending.trim());
}

/** Milliseconds as read by the browser from the file; null if it can't. */
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
