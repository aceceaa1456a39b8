/**
 * What the file is, so that the server can tell whether it arrived as it was.
 *
 *     await sha256Of(file)       64 letters, or null: too large, or the browser does not hash here
 *
 * A browser hashes only what it holds in memory as a whole, so large files go without.
 */
const MOST_BYTES = 64 * 1024 * 1024;

export async function sha256Of(file, { mostBytes = MOST_BYTES, subtle = globalThis.crypto?.subtle } = {}) {
  if (!subtle || file.size > mostBytes) return null;
  try {
    const digest = await subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return null;
  }
}
