/**
 * One PUT of some bytes to a signed URL, with progress; retried after network errors.
 *
 *     await putBytes(url, blob, { onProgress: (sent) => …, onTrouble: () => …, signal });
 *
 * Rejects with PutError { status } if the storage refused it: see isStaleAddress.
 */
import { backoff, wait } from "./retry.js";

/** Error codes of S3 servers for an expired URL, if they do not respond with 403. */
const STALE_CODES = new Set(["AccessDenied", "ExpiredToken", "NoSuchUpload"]);

export class PutError extends Error {
  constructor(status, code = "") {
    super(`PUT ended with ${status} ${code}`.trim());
    this.name = "PutError";
    Object.assign(this, { status, code });
  }

  /** Some S3 servers respond with 400 and this code if the connection was too slow or idle. */
  get isPassing() {
    if (this.code === "RequestTimeout") return true;
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** The storage has no room: retrying helps only once there is room again. */
  get isFull() {
    return this.status === 507;
  }

  /** Too old, or its upload was closed in the meantime: ask the server, which knows. */
  get isStaleAddress() {
    return [403, 404, 410].includes(this.status) || STALE_CODES.has(this.code);
  }
}

const TRIES = 8;
const SILENCE_MS = 60_000;

export async function putBytes(url, blob, { onProgress = () => {}, onTrouble = () => {}, signal, once = putOnce, pause = wait, online = whenOnline } = {}) {
  for (let attempt = 0; ; attempt += 1) {
    await online(signal);
    try {
      return await once(url, blob, { onProgress, signal });
    } catch (error) {
      if (!(error instanceof PutError) || !error.isPassing || attempt + 1 >= TRIES) throw error;
      onProgress(0);
      onTrouble(error);
      await Promise.race([pause(backoff(attempt), signal), backOnline(signal)]);
    }
  }
}

/** The error code in an S3 response; empty for any other. */
export function codeIn(text) {
  return /<Code>(\w+)<\/Code>/.exec(text ?? "")?.[1] ?? "";
}

/** XMLHttpRequest, because fetch does not report how much of a body has been sent. */
export function putOnce(url, blob, { onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    let silence;
    const resetSilence = () => {
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_MS);
    };
    const end = (settle, value) => {
      clearTimeout(silence);
      signal?.removeEventListener("abort", stop);
      settle(value);
    };
    request.open("PUT", url);
    request.upload.addEventListener("progress", (event) => (resetSilence(), onProgress(event.loaded)));
    request.addEventListener("load", () =>
      request.status < 300 ? end(resolve) : end(reject, new PutError(request.status, codeIn(request.responseText))),
    );
    request.addEventListener("error", () => end(reject, new PutError(0)));
    request.addEventListener("abort", () => end(reject, signal?.aborted ? signal.reason : new PutError(0)));
    if (signal?.aborted) return end(reject, signal.reason);
    signal?.addEventListener("abort", stop, { once: true });
    resetSilence();
    return request.send(blob);
  });
}

/** Resolves at once if the browser thinks it is online, else as soon as it is again. */
function whenOnline(signal) {
  return globalThis.navigator?.onLine === false ? backOnline(signal) : Promise.resolve();
}

function backOnline(signal) {
  if (!globalThis.window) return new Promise(() => {});
  return new Promise((resolve, reject) => {
    window.addEventListener("online", () => resolve(), { once: true, signal });
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
