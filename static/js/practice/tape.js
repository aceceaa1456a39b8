/**
 * One recording in progress: MediaRecorder, its clock, its limit and its safety copy.
 *
 *     const tape = new Tape(stream, { exercise, audioOnly, maxMs, onTick, onEnd });
 *     await tape.start();   tape.pause();   tape.resume();   tape.stop();
 *     // onEnd({ blob, durationMs, copy, reason })     reason: "stopped", "limit", "lost"
 */
import { recorderClock } from "../lib/recorder-clock.js";
import { pickType } from "../lib/recorder-type.js";
import { beginCopy } from "./recording-safe.js";

const SLICE_MS = 1000;
const TICK_MS = 100;
const BITRATES = { videoBitsPerSecond: 4_000_000, audioBitsPerSecond: 160_000 };

export class Tape {
  #blobs = [];
  #clock = recorderClock(() => performance.now());
  #reason = "stopped";
  #recorder;
  #ticking;

  constructor(stream, { exercise, audioOnly = false, maxMs = 0, onTick = () => {}, onEnd }) {
    Object.assign(this, { stream, exercise, maxMs, onTick, onEnd, copy: null });
    const mimeType = pickType((type) => MediaRecorder.isTypeSupported(type), { audioOnly });
    this.#recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), ...BITRATES });
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#take(data));
    this.#recorder.addEventListener("stop", () => this.#end());
    this.#recorder.addEventListener("error", () => this.stop("lost"));
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.stop("lost"));
  }

  get ms() {
    return this.#clock.ms;
  }

  get hasCopy() {
    return this.copy !== null;
  }

  async start() {
    this.copy = await beginCopy({ exercise: this.exercise, type: this.#recorder.mimeType });
    this.#recorder.start(SLICE_MS);
    this.#clock.go();
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  pause() {
    this.#clock.hold();
    this.#recorder.pause();
  }

  resume() {
    this.#recorder.resume();
    this.#clock.go();
  }

  stop(reason = "stopped") {
    if (this.#recorder.state === "inactive") return;
    this.#reason = reason;
    this.#clock.hold();
    this.#recorder.stop();
  }

  #tick() {
    this.onTick(this.ms);
    if (this.maxMs && this.ms >= this.maxMs) this.stop("limit");
  }

  #take(data) {
    if (!data.size) return;
    this.#blobs.push(data);
    this.copy?.add(data, this.ms);
  }

  #end() {
    clearInterval(this.#ticking);
    const blob = new Blob(this.#blobs, { type: this.#recorder.mimeType });
    this.onEnd({ blob, durationMs: this.ms, copy: this.copy, reason: this.#reason });
  }
}
