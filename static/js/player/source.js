/**
 * Loads a video into a <video> element: HLS through hls.js, or natively if that is all there is, and
 * plain files. URLs are signed and expire; the loader renews them while the video plays. If that does
 * not help, the video is reloaded from the current position; after a few tries this gives up and
 * reports it. Somebody who may no longer watch sees what is buffered, and nothing else.
 *
 *     const source = new VideoSource(video, { onQualities, onTrouble, onRecovered });
 *     source.prepare(url)     fetches only hls.js, if the video will need it
 *     source.load("/videos/…/master.m3u8", { startMs: 5000 });
 *     source.release()        drops the video and its buffer
 */
import { backoff, wait } from "../lib/retry.js";
import { Addresses } from "./addresses.js";
import { NOT_ALLOWED, OTHER_BYTES, renewingLoader } from "./renewing-loader.js";

const REFUSED = new Set([401, 403, 404, 410]);
const MAX_RELOADS = 3;
const STEADY_MS = 10_000;

export class VideoSource {
  #abort = new AbortController();
  #hls = null;
  #isRunningDry = false;
  #isThere = false;
  #mediaRescued = false;
  #position = 0;
  #reloads = 0;
  #reloading = false;
  #steady = null;
  #turn = 0;
  #url = "";

  constructor(video, { onQualities = () => {}, onTrouble = () => {}, onRecovered = () => {} } = {}) {
    Object.assign(this, { video, onQualities, onTrouble, onRecovered });
    const { signal } = this.#abort;
    video.addEventListener("error", () => this.#nativeError(), { signal });
    video.addEventListener("playing", () => this.#settle(), { signal });
    video.addEventListener("loadeddata", () => this.#arrive(), { signal });
    video.addEventListener("waiting", () => this.#isRunningDry && this.#giveUp("videoExpired"), { signal });
  }

  prepare(url) {
    if (url && isPlaylist(url)) importHls().catch(() => {});
  }

  async load(url, { startMs = 0 } = {}) {
    const turn = (this.#turn += 1);
    const wasPlaying = !this.video.paused;
    this.#url = url;
    this.#position = startMs / 1000;
    this.#isThere = false;
    this.#isRunningDry = false;
    this.#drop();
    // The page leaves both off until the video is wanted.
    this.video.preload = "auto";
    this.video.loading = "eager";
    const Hls = isPlaylist(url) ? await importHls().catch(() => undefined) : null;
    if (this.#abort.signal.aborted || turn !== this.#turn) return;
    if (Hls === undefined) return this.onTrouble("videoExpired");
    const isPlaying = wasPlaying || !this.video.paused;
    if (Hls?.isSupported()) this.#loadHls(Hls, url, startMs);
    else this.#loadNative(url);
    if (isPlaying) this.#playOn();
  }

  /** The same video again from the current position, with fresh URLs. */
  reload() {
    return this.load(this.#url, { startMs: this.position * 1000 });
  }

  retryByHand() {
    this.#reloads = 0;
    this.#mediaRescued = false;
    return this.reload();
  }

  release() {
    this.#turn += 1;
    this.#url = "";
    this.#isThere = false;
    clearTimeout(this.#steady);
    this.#drop();
    this.video.preload = "none";
    this.video.removeAttribute("src");
    this.video.load();
    this.onRecovered();
  }

  /** Seconds; also correct before the first picture, while the element is still elsewhere. */
  get position() {
    return this.#isThere ? this.video.currentTime : this.#position;
  }

  set position(seconds) {
    this.#position = seconds;
    if (this.video.readyState > 0) this.video.currentTime = seconds;
  }

  /** -1 lets the connection decide. */
  set quality(index) {
    if (this.#hls) this.#hls.nextLevel = index;
  }

  destroy() {
    this.#abort.abort(new DOMException("player is gone", "AbortError"));
    clearTimeout(this.#steady);
    this.#drop();
  }

  #loadHls(Hls, url, startMs) {
    const addresses = new Addresses();
    const hls = new Hls({
      enableWorker: false,
      startPosition: startMs / 1000,
      backBufferLength: 90,
      capLevelToPlayerSize: true,
      fLoader: renewingLoader(Hls.DefaultConfig.loader, addresses),
    });
    this.#hls = hls;
    hls.on(Hls.Events.MANIFEST_PARSED, () => this.onQualities(qualitiesOf(hls)));
    hls.on(Hls.Events.LEVEL_LOADED, (_, { details }) => addresses.learn(details.url, details.m3u8));
    hls.on(Hls.Events.ERROR, (_, data) => this.#hlsError(Hls, data));
    hls.loadSource(url);
    hls.attachMedia(this.video);
  }

  #loadNative(url) {
    this.video.src = isPlaylist(url) ? withStableAddresses(url) : url;
    this.onQualities([]);
  }

  #hlsError(Hls, { details, fatal, type, response }) {
    if (this.#isRunningDry) return undefined;
    const isPlaylistRefused = response?.text === NOT_ALLOWED || details === Hls.ErrorDetails.LEVEL_LOAD_ERROR;
    if (REFUSED.has(response?.code)) return this.#isThere && isPlaylistRefused ? this.#runDry() : this.#reloadSoon();
    if (response?.text === OTHER_BYTES) return this.#reloadSoon();
    if (!fatal) return undefined;
    if (type === Hls.ErrorTypes.MEDIA_ERROR && !this.#mediaRescued) return this.#rescueMedia();
    return type === Hls.ErrorTypes.NETWORK_ERROR ? this.#reloadSoon() : this.#giveUp("videoBroken");
  }

  #nativeError() {
    if (this.#hls || !this.video.currentSrc) return;
    this.#reloadSoon();
  }

  #rescueMedia() {
    const { paused } = this.video;
    this.#mediaRescued = true;
    this.#hls.recoverMediaError();
    if (!paused) this.#playOn();
  }

  /** A new source pauses; play on if somebody pressed Play, perhaps before it had loaded. */
  #playOn() {
    this.video.play().catch(() => {});
  }

  async #reloadSoon() {
    clearTimeout(this.#steady);
    if (this.#reloading) return;
    if (this.#reloads >= MAX_RELOADS) return this.#giveUp("videoExpired");
    this.#reloading = true;
    this.#hls?.stopLoad();
    this.#reloads += 1;
    await wait(backoff(this.#reloads - 1), this.#abort.signal).catch(() => {});
    this.#reloading = false;
    if (!this.#abort.signal.aborted && this.#url) await this.reload();
  }

  /** No new bytes for this person: what is buffered plays on. */
  #runDry() {
    this.#isRunningDry = true;
    this.#hls.stopLoad();
    if (this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) this.#giveUp("videoExpired");
  }

  #giveUp(reason) {
    this.#hls?.stopLoad();
    this.onTrouble(reason);
  }

  /** Playing steadily for a while resets the retry count. */
  #settle() {
    this.onRecovered();
    clearTimeout(this.#steady);
    this.#steady = setTimeout(() => (this.#reloads = 0), STEADY_MS);
  }

  /** Somebody may have seeked while the first picture was loading. */
  #arrive() {
    this.#isThere = true;
    if (Math.abs(this.video.currentTime - this.#position) > 0.2) this.video.currentTime = this.#position;
  }

  #drop() {
    this.#hls?.destroy();
    this.#hls = null;
  }
}

async function importHls() {
  return (await import("hls.js/light")).default;
}

/** A native player never fetches the playlist of a finished video again. */
export function withStableAddresses(url) {
  const [path, query = ""] = url.split("?");
  const asked = new URLSearchParams(query);
  asked.set("addresses", "stable");
  return `${path}?${asked}`;
}

export function isPlaylist(url) {
  return new URL(url, "http://page.invalid").pathname.endsWith(".m3u8");
}

/** Best first; renditions of the same height are ordered by bit rate. */
function qualitiesOf(hls) {
  return hls.levels
    .map((level, index) => ({ index, height: level.height, bitrate: level.bitrate, name: level.name }))
    .filter((level) => level.height)
    .sort((a, b) => b.height - a.height || b.bitrate - a.bitrate);
}
