/**
 * One PUT of some bytes to a signed address, with progress; tried again when it was the network's fault.
 *
 *     await putBytes(url, blob, { onProgress: (sent) => …, onTrouble: () => …, signal });
 *
 * Rejects with PutError { status } when the storage decided against it: see isStaleAddress.
 */
import { backoff, wait } from "./retry.js";

/** What S3 servers call an address that is too old when they do not say 403. */
const STALE_CODES = new Set(["AccessDenied", "ExpiredToken", "NoSuchUpload"]);

export class PutError extends Error {
  constructor(status, code = "") {
    super(`PUT ended with ${status} ${code}`.trim());
    this.name = "PutError";
    Object.assign(this, { status, code });
  }

  /** Of these, some S3 servers say 400: the line was too slow, or slept. */
  get isPassing() {
    if (this.code === "RequestTimeout") return true;
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** The storage has no room: it may have some again, but not because it is asked again. */
  get isFull() {
    return this.status === 507;
  }

  /** Too old, or its upload was closed meanwhile: only the server knows, so it is asked anew. */
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

/** The error's name in an answer of S3's; empty in any other. */
export function codeIn(text) {
  return /<Code>(\w+)<\/Code>/.exec(text ?? "")?.[1] ?? "";
}

/** XMLHttpRequest, because fetch does not tell how much of a body has been sent. */
export function putOnce(url, blob, { onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    let silence;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_MS);
    };
    const end = (settle, value) => {
      clearTimeout(silence);
      signal?.removeEventListener("abort", stop);
      settle(value);
    };
    request.open("PUT", url);
    request.upload.addEventListener("progress", (event) => (heard(), onProgress(event.loaded)));
    request.addEventListener("load", () =>
      request.status < 300 ? end(resolve) : end(reject, new PutError(request.status, codeIn(request.responseText))),
    );
    request.addEventListener("error", () => end(reject, new PutError(0)));
    request.addEventListener("abort", () => end(reject, signal?.aborted ? signal.reason : new PutError(0)));
    if (signal?.aborted) return end(reject, signal.reason);
    signal?.addEventListener("abort", stop, { once: true });
    heard();
    return request.send(blob);
  });
}

/** Resolves at once while the browser thinks it is connected, else as soon as it is again. */
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
