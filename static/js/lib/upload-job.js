/**
 * One upload from the first byte to "handed in". Independent of the page: it reports through callbacks.
 *
 *     const job = new UploadJob({ api, file, partBytes, onProgress, onTrouble, onStarted });
 *     await job.begin({ exercise, kind, duration_sec });      // or job.adopt(takeId) to continue one
 *     const status = await job.run();                          // sends what is missing, then hands in
 *     job.pause();   await job.run();                          // continues
 *     await job.cancel();
 *
 * `run` asks the server what has arrived, so it works after a pause, a reload or a lost response.
 */
import { sha256Of } from "./upload-checksum.js";
import { arrivedBytes, layOut, missingParts, partCount } from "./upload-parts.js";
import { putBytes } from "./upload-put.js";

/** Two parts at a time keep the connection busy while one waits for its response. */
const AT_ONCE = 2;
/** Give up after this many fresh URLs in a row without progress: then their age isn't the problem. */
const RENEWALS = 3;

export class UploadJob {
  #abort = new AbortController();
  #sent = new Map();
  #checksum;

  constructor({ api, file, partBytes, put = putBytes, hash = sha256Of, ...callbacks }) {
    const quiet = () => {};
    Object.assign(this, { api, file, partBytes, put, hash, takeId: null, isPaused: false });
    this.callbacks = { onStarted: quiet, onProgress: quiet, onTrouble: quiet, onSent: quiet, ...callbacks };
  }

  async begin(wish) {
    const parts = partCount(this.file.size, this.partBytes);
    const body = {
      ...wish,
      filename: this.file.name,
      size_bytes: this.file.size,
      ...(parts > 1 && { part_count: parts }),
    };
    const begun = await this.api.post("/api/v1/uploads/", body, { signal: this.#abort.signal });
    this.takeId = begun.take_id;
    await this.callbacks.onStarted(this.takeId);
  }

  adopt(takeId) {
    this.takeId = takeId;
  }

  async run() {
    this.#abort = new AbortController();
    this.isPaused = false;
    this.#checksum ??= this.hash(this.file);
    let renewals = 0;
    for (let before = 0; ; before = this.#arrived) {
      try {
        await this.#sendMissing();
        this.callbacks.onSent();
        return await this.#commit();
      } catch (error) {
        const canHeal = error.isStaleAddress || error.code === "incomplete_upload";
        renewals = this.#arrived > before ? 0 : renewals + 1;
        if (!canHeal || renewals > RENEWALS) throw error;
      }
    }
  }

  pause() {
    this.isPaused = true;
    this.#abort.abort(new DOMException("paused", "AbortError"));
  }

  async cancel() {
    this.pause();
    if (this.takeId) await this.api.delete(this.#address);
  }

  /** What the server had when last asked: while it grows, the URLs are just too old. */
  get #arrived() {
    return this.#sent.get(0) ?? 0;
  }

  get #address() {
    return `/api/v1/uploads/${this.takeId}/`;
  }

  async #sendMissing() {
    const ticket = await this.api.get(this.#address, { signal: this.#abort.signal });
    const whole = [{ number: 1, url: ticket.url, size_bytes: this.file.size }];
    const parts = layOut(ticket.parts?.length ? ticket.parts : whole);
    this.#sent = new Map([[0, arrivedBytes(parts, ticket.received)]]);
    this.#progress();
    await this.#sendAll(missingParts(parts, ticket.received));
  }

  async #sendAll(queue) {
    const waiting = [...queue];
    const lane = async () => {
      while (waiting.length) await this.#sendPart(waiting.shift());
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#abort.abort(error);
      if (error.isStaleAddress) this.#abort = new AbortController();
      throw error;
    }
  }

  async #sendPart(part) {
    await this.put(part.url, this.file.slice(part.start, part.end), {
      signal: this.#abort.signal,
      onTrouble: this.callbacks.onTrouble,
      onProgress: (bytes) => {
        this.#sent.set(part.number, Math.min(bytes, part.size_bytes));
        this.#progress();
      },
    });
    this.#sent.set(part.number, part.size_bytes);
    this.#progress();
  }

  #progress() {
    const sent = [...this.#sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.callbacks.onProgress(Math.min(sent, this.file.size), this.file.size);
  }

  async #commit() {
    const checksum = await this.#checksum;
    const body = checksum ? { checksum_sha256: checksum } : undefined;
    const options = { retry: true, signal: this.#abort.signal };
    return this.api.post(`/api/v1/clips/${this.takeId}/commit/`, body, options);
  }
}
