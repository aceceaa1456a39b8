/**
 * The player's engine for a YouTube video. Talks to the frame by postMessage, as YouTube's own
 * script does, so that no third-party script runs here. Nothing is requested before open() is called.
 *
 *     { event: "listening" }  →  frame          frame  →  { event: "infoDelivery", info: { currentTime, … } }
 *     { event: "command", func: "seekTo", args: [12.5, true] }
 */
import { make } from "../lib/dom.js";

const HOST = "https://www.youtube-nocookie.com";
const PLAYING = 1;
const ENDED = 0;
const VIDEO_ID = /^[\w-]{11}$/;

export class YouTubeEngine {
  #abort = new AbortController();
  #info = { currentTime: 0, duration: 0, playerState: -1, playbackRate: 1 };
  #heardAt = 0;
  #greeting = null;
  #clock = null;
  #ready = false;

  constructor(stage, videoId, { report }) {
    if (!VIDEO_ID.test(videoId)) throw new TypeError(`not a YouTube id: ${videoId}`);
    Object.assign(this, { stage, videoId, report });
  }

  get isOpen() {
    return Boolean(this.frame);
  }

  open(startMs = 0) {
    this.frame = make("iframe", {
      class: "player__frame",
      src: frameAddress(this.videoId, startMs),
      title: "YouTube",
      allow: "autoplay; encrypted-media; fullscreen; picture-in-picture",
      referrerpolicy: "strict-origin-when-cross-origin",
    });
    const { signal } = this.#abort;
    window.addEventListener("message", (event) => this.#onMessage(event), { signal });
    this.frame.addEventListener("load", () => this.#greet(), { signal });
    this.stage.append(this.frame);
    this.#clock = setInterval(() => this.paused || this.report("time"), 100);
  }

  /** The frame reports four times a second; in between, the clock runs on. */
  get currentMs() {
    const { currentTime, playbackRate } = this.#info;
    const since = this.paused ? 0 : (performance.now() - this.#heardAt) * playbackRate;
    return Math.round(currentTime * 1000 + Math.min(since, 1000));
  }

  get durationMs() {
    return Math.round(this.#info.duration * 1000);
  }

  get isBusy() {
    return false;
  }

  get isMuted() {
    return false;
  }

  get bufferedMs() {
    return 0;
  }

  get paused() {
    return this.#info.playerState !== PLAYING;
  }

  get rate() {
    return this.#info.playbackRate;
  }

  set rate(value) {
    this.#command("setPlaybackRate", value);
  }

  async play() {
    if (!this.isOpen) this.open();
    this.#command("playVideo");
  }

  pause() {
    this.#command("pauseVideo");
  }

  seek(ms) {
    if (!this.isOpen) return;
    this.#info = { ...this.#info, currentTime: ms / 1000 };
    this.#heardAt = performance.now();
    this.#command("seekTo", ms / 1000, true);
    this.report("time");
  }

  step(frames) {
    this.pause();
    this.seek(Math.max(0, this.currentMs + (frames * 1000) / 30));
  }

  destroy() {
    this.#abort.abort();
    clearInterval(this.#greeting);
    clearInterval(this.#clock);
    this.frame?.remove();
  }

  /** The frame answers once its own script runs, so the greeting is repeated until it does. */
  #greet() {
    clearInterval(this.#greeting);
    this.#greeting = setInterval(() => this.#post({ event: "listening" }), 250);
  }

  #onMessage({ source, origin, data }) {
    if (source !== this.frame?.contentWindow || origin !== HOST) return;
    clearInterval(this.#greeting);
    const { info } = readMessage(data);
    if (info && typeof info === "object") this.#update(info);
  }

  #update(info) {
    const before = this.#info;
    const known = Object.keys(before).filter((key) => Number.isFinite(info[key]));
    this.#info = { ...before, ...Object.fromEntries(known.map((key) => [key, info[key]])) };
    if (known.includes("currentTime")) this.#heardAt = performance.now();
    if (!this.#ready && this.#info.duration) (this.#ready = true), this.report("ready");
    if (before.playerState !== this.#info.playerState) this.#reportState();
    this.report("time");
  }

  #reportState() {
    if (this.#info.playerState === PLAYING) this.report("play");
    else if (this.#info.playerState === ENDED) this.report("end");
    else this.report("pause");
  }

  #command(func, ...args) {
    this.#post({ event: "command", func, args });
  }

  #post(message) {
    this.frame?.contentWindow?.postMessage(JSON.stringify({ ...message, id: 1, channel: "widget" }), HOST);
  }
}

function frameAddress(videoId, startMs) {
  const url = new URL(`/embed/${videoId}`, HOST);
  const options = { enablejsapi: 1, origin: location.origin, autoplay: 1, playsinline: 1, rel: 0 };
  for (const [name, value] of Object.entries(options)) url.searchParams.set(name, value);
  if (startMs) url.searchParams.set("start", Math.floor(startMs / 1000));
  return url.href;
}

function readMessage(data) {
  try {
    return typeof data === "string" ? JSON.parse(data) : {};
  } catch {
    return {};
  }
}
