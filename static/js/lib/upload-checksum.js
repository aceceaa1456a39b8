/**
 * The checksum of a file, so that the server can check whether it arrived intact.
 *
 *     await sha256Of(file)       64 hexadecimal digits, or null: too large, or hashing isn't available
 *
 * A browser can only hash what it holds in memory as a whole, so large files have no checksum.
 */
const MAX_BYTES = 64 * 1024 * 1024;

export async function sha256Of(file, { mostBytes = MAX_BYTES, subtle = globalThis.crypto?.subtle } = {}) {
  if (!subtle || file.size > mostBytes) return null;
  try {
    const digest = await subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return null;
  }
}
