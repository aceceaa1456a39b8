/**
 * The player's engine for our own videos. Engines share one interface, see also youtube-engine.js:
 * isOpen, currentMs, durationMs, paused, rate, play(), pause(), seek(ms), step(frames), destroy(), and
 * `report(kind)` with "ready", "time", "play", "pause" or "end". Before open() nothing is fetched.
 */
import { estimateFps } from "../lib/picture.js";
import { VideoSource } from "./source.js";

const SAMPLES = 24;
const TIMELY = ["timeupdate", "seeking", "seeked", "progress", "waiting", "canplay", "volumechange"];

export class VideoEngine {
  #abort = new AbortController();
  #frameTimes = [];
  #fps = null;
  isOpen = false;

  constructor(video, { report, fps = null, ...sourceCallbacks }) {
    Object.assign(this, { video, report });
    this.#fps = fps;
    this.source = new VideoSource(video, sourceCallbacks);
    this.#listen();
  }

  /** Fetches the library that will play the video, but nothing of the video. */
  prepare(url) {
    return this.source.prepare(url);
  }

  open(url, options) {
    this.isOpen = true;
    return this.source.load(url, options);
  }

  /** Releases the buffer; open() starts again. */
  close() {
    this.isOpen = false;
    this.source.release();
  }

  /** Whether somebody is waiting for a picture. */
  get isBusy() {
    const { paused, readyState, seeking } = this.video;
    return this.isOpen && (seeking || (!paused && readyState < HTMLMediaElement.HAVE_FUTURE_DATA));
  }

  get isMuted() {
    return this.video.muted || this.video.volume === 0;
  }

  get currentMs() {
    return Math.round(this.source.position * 1000);
  }

  get durationMs() {
    return Number.isFinite(this.video.duration) ? Math.round(this.video.duration * 1000) : 0;
  }

  get bufferedMs() {
    const { buffered, currentTime } = this.video;
    for (let index = 0; index < buffered.length; index += 1) {
      if (buffered.start(index) <= currentTime + 0.1 && currentTime <= buffered.end(index)) {
        return buffered.end(index) * 1000;
      }
    }
    return 0;
  }

  get paused() {
    return this.video.paused;
  }

  get rate() {
    return this.video.playbackRate;
  }

  set rate(value) {
    this.video.preservesPitch = true;
    // The default too, as a new source resets to it.
    this.video.defaultPlaybackRate = this.video.playbackRate = value;
  }

  play() {
    return this.video.play();
  }

  pause() {
    this.video.pause();
  }

  seek(ms) {
    this.source.position = ms / 1000;
    this.report("time");
  }

  /** Aims at the middle of the frame, so that rounding cannot hit its neighbour. */
  step(frames) {
    const fps = this.#fps ?? estimateFps(this.#frameTimes) ?? 30;
    this.pause();
    const frame = Math.floor(this.source.position * fps + 1e-3) + frames;
    this.seek((Math.max(0, frame + 0.5) / fps) * 1000);
  }

  destroy() {
    this.#abort.abort();
    this.source.destroy();
  }

  #listen() {
    const { signal } = this.#abort;
    const on = (name, handle) => this.video.addEventListener(name, handle, { signal });
    on("loadedmetadata", () => this.report("ready"));
    on("durationchange", () => this.report("ready"));
    on("play", () => this.report("play"));
    on("pause", () => this.report("pause"));
    on("ended", () => this.report("end"));
    for (const name of TIMELY) on(name, () => this.report("time"));
    on("playing", () => this.#follow());
  }

  /** On every animation frame: timeupdate fires only four times a second, too late for a loop. */
  #follow() {
    const tick = () => {
      if (this.#stopped) return;
      this.report("time");
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    this.#sampleFrames();
  }

  #sampleFrames() {
    const sample = (_, { mediaTime }) => {
      this.#frameTimes = [...this.#frameTimes, mediaTime].slice(-SAMPLES);
      if (!this.#stopped) this.video.requestVideoFrameCallback(sample);
    };
    this.video.requestVideoFrameCallback?.(sample);
  }

  get #stopped() {
    return this.#abort.signal.aborted || this.video.paused || this.video.ended;
  }
}
