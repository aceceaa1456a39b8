/**
 * The video player: quality, speed, frame steps, loop, mirror, clip span, YouTube on request.
 * Controls and keys are in ../player/; this element holds the state and communicates with the page.
 *
 *     <practice-player id="take" src="/videos/…/master.m3u8" poster="…" duration-ms="12345"
 *                      [start-ms="5000" end-ms="9000"] [fps="29.97"] [mirrored] [deep-link] [dock]
 *                      [shortcuts="focus"] [youtube="11-character-id"] [label="Take 2"] [audio]>
 *       <video playsinline controls preload="none" [width="1080" height="1920"]></video>
 *     </practice-player>
 *
 * Times are milliseconds of the whole video, even when only a clip of it plays. Nothing of the video is
 * fetched until somebody wants to see it: by Play, or a moment or loop in the address. Only one player
 * on a page holds a video at a time, see ../player/turn.js.
 * Out: player:ready {durationMs}, player:time {ms}, player:play, player:pause,
 *      player:marker {id, startMs, endMs}, player:loop {loop: {startMs, endMs} | null},
 *      player:mirror {mirrored}.
 */
import { readDeepLink } from "../lib/deep-link.js";
import { emit, make, numberAttribute } from "../lib/dom.js";
import { hasRange, neighbour } from "../lib/markers.js";
import { intoSpan, makeSpan, nextStep } from "../lib/span.js";
import { clamp } from "../lib/timeline.js";
import { Deck, SPEEDS } from "../player/deck.js";
import { Dock } from "../player/dock.js";
import { captureFrame, pictureIn } from "../player/frame.js";
import { makeHelpSheet } from "../player/help-sheet.js";
import { joinKeys, leaveKeys } from "../player/keys.js";
import { LoopState } from "../player/loop.js";
import { bringIntoSight, buildStage, clearTrouble, showStill, showTrouble } from "../player/stage.js";
import { leaveTurn, takeTurn } from "../player/turn.js";
import { VideoEngine } from "../player/video-engine.js";
import { YouTubeEngine } from "../player/youtube-engine.js";

let count = 0;

export class PracticePlayer extends HTMLElement {
  static observedAttributes = ["src", "mirrored", "start-ms", "end-ms"];

  #chosenId = null;
  #deck;
  #dock;
  #engine;
  #help;
  #loop = new LoopState();
  #markers = [];
  #shownMs = -1;
  #startAtMs = 0;
  #wakesAtOnce = false;

  connectedCallback() {
    if (!this.#deck) this.#build();
    this.#start();
    joinKeys(this);
  }

  disconnectedCallback() {
    leaveKeys(this);
    leaveTurn(this);
    this.#dock?.end();
    this.#startAtMs = this.currentMs;
    this.#engine.destroy();
    this.#engine = null;
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#engine || before === now) return;
    if (name === "src" && this.#engine.isOpen) this.#open(this.span.startMs);
    this.#show();
  }

  get isYouTube() {
    return this.hasAttribute("youtube");
  }

  get video() {
    return this.querySelector("video");
  }

  get span() {
    const [startMs, endMs] = ["start-ms", "end-ms"].map((name) => numberAttribute(this, name));
    return makeSpan({ startMs: startMs ?? 0, endMs, durationMs: this.durationMs });
  }

  get currentMs() {
    return this.#engine?.isOpen ? this.#engine.currentMs : this.#startAtMs;
  }

  set currentMs(ms) {
    this.seek(ms);
  }

  get durationMs() {
    return this.#engine?.durationMs || numberAttribute(this, "duration-ms") || 0;
  }

  get paused() {
    return this.#engine?.paused ?? true;
  }

  get loop() {
    return this.#loop.active(this.span);
  }

  get canLoop() {
    return Boolean(this.#loop.possible(this.span));
  }

  get rate() {
    return this.#engine.rate;
  }

  set rate(value) {
    this.#engine.rate = value;
    this.#show();
  }

  /** Remarks about moments of this video: { id, startMs, endMs }. */
  get markers() {
    return this.#markers;
  }

  set markers(list) {
    this.#markers = list;
    this.#deck?.showMarkers(list.length > 0);
  }

  /** The pointer or focus is near: load the HLS library, but nothing of the video yet. */
  warm() {
    if (!this.isYouTube) this.#engine.prepare(this.getAttribute("src"));
  }

  /** Also resolves if the browser does not allow playing yet: the button stays. */
  async play() {
    this.querySelector(".player__cover")?.remove();
    if (this.isYouTube && !this.#engine.isOpen) return this.#engine.open(this.#startAtMs);
    this.#wake();
    return this.#engine.play().catch((error) => {
      if (!["NotAllowedError", "AbortError"].includes(error.name)) throw error;
    });
  }

  pause() {
    this.#engine.pause();
  }

  /** Releases the video and keeps the current picture. */
  rest() {
    if (this.isYouTube || !this.#engine.isOpen) return;
    this.#startAtMs = this.currentMs;
    this.pause();
    const still = this.captureFrame();
    this.#engine.close();
    showStill(this, still, () => !this.#engine?.isOpen);
    this.#show();
  }

  togglePlay() {
    return this.paused ? this.play() : this.pause();
  }

  /** Seeking outside a loop ends it; its marks stay. */
  seek(ms) {
    const to = intoSpan(ms, this.span);
    const { loop } = this;
    if (loop && (to < loop.startMs || to > loop.endMs)) this.toggleLoop();
    this.#startAtMs = to;
    this.#wake();
    this.#place(to);
  }

  /** Shows a remark, a passage or a segment: from its start, and in a loop if it has a range. */
  goTo(marker) {
    this.setLoop(hasRange(marker) ? marker : null);
    this.seek(marker.startMs);
    this.#chosenId = marker.id ?? null;
    bringIntoSight(this);
    emit(this, "player:marker", marker);
  }

  /** To the remark after (1) or before (-1) the current one. */
  stepMarker(step) {
    const marker = neighbour(this.#markers, step, { ms: this.currentMs, chosenId: this.#chosenId });
    if (marker) this.goTo(marker);
  }

  skip(ms) {
    this.seek(this.currentMs + ms);
  }

  step(frames) {
    this.#wake();
    this.#engine.step(frames);
  }

  changeSpeed(steps) {
    const index = SPEEDS.indexOf(SPEEDS.findLast((speed) => speed <= this.rate) ?? 1);
    this.rate = SPEEDS[clamp(index + steps, 0, SPEEDS.length - 1)];
  }

  setQuality(index) {
    this.#engine.source.quality = index;
  }

  setLoop(loop) {
    this.#loop.set(loop);
    if (loop && (this.currentMs < loop.startMs || this.currentMs >= loop.endMs)) this.#place(loop.startMs);
    this.#loopChanged();
  }

  markLoop(which) {
    this.#loop.mark(which, this.currentMs, this.span);
    this.#loopChanged();
  }

  toggleLoop() {
    this.#loop.toggle(this.span);
    this.#loopChanged();
  }

  toggleMirror() {
    if (!this.isYouTube) this.toggleAttribute("mirrored");
    emit(this, "player:mirror", { mirrored: this.hasAttribute("mirrored") });
  }

  toggleMute() {
    if (this.video) this.video.muted = !this.video.muted;
  }

  toggleCaptions() {
    const track = this.video?.textTracks[0];
    if (track) track.mode = track.mode === "showing" ? "hidden" : "showing";
  }

  toggleFullScreen() {
    if (document.fullscreenElement) return document.exitFullscreen();
    this.#wake();
    return this.#shell.requestFullscreen?.() ?? this.video?.webkitEnterFullscreen?.();
  }

  toggleHelp() {
    if (!this.#help) this.append((this.#help = makeHelpSheet()));
    if (this.#help.open) this.#help.close();
    else this.#help.showModal();
  }

  /** A JPEG Blob of the current picture, or null. */
  captureFrame() {
    return captureFrame(this.video);
  }

  /** Where the picture is on the stage, in CSS pixels: { x, y, width, height }. */
  get pictureBox() {
    return pictureIn(this.querySelector(".player__stage"), this.video);
  }

  /** The element shown in full screen. */
  get #shell() {
    return this.querySelector(".player__shell");
  }

  #build() {
    this.id ||= `player-${(count += 1)}`;
    const link = this.hasAttribute("deep-link") ? readDeepLink(location.search) : {};
    const isPlaying = this.video?.paused === false;
    const asked = isPlaying ? this.video.currentTime * 1000 : (link.atMs ?? link.loop?.startMs);
    this.#wakesAtOnce = Number.isFinite(asked) || this.getAttribute("src")?.startsWith("blob:");
    this.#loop.set(link.loop ?? null);
    this.#startAtMs = intoSpan(asked ?? 0, this.span);
    this.#deck = new Deck(this);
    this.replaceChildren(make("div", { class: "player__shell" }, buildStage(this), this.#deck.element));
  }

  #start() {
    const report = (kind) => this.#onReport(kind);
    const stage = this.querySelector(".player__stage");
    this.#engine = this.isYouTube
      ? new YouTubeEngine(stage, this.getAttribute("youtube"), { report })
      : new VideoEngine(this.video, { report, ...this.#sourceCallbacks() });
    for (const near of ["pointerenter", "focusin"]) this.addEventListener(near, () => this.warm(), { once: true });
    if (this.hasAttribute("dock")) this.#dock = new Dock(this);
    if (!this.isYouTube && !this.getAttribute("src")) showTrouble(this, "videoMissing");
    if (this.#wakesAtOnce) this.#wake();
    this.#show();
  }

  /** Loads the video itself; the player that held one before releases it. */
  #wake() {
    if (this.isYouTube || this.#engine.isOpen || !this.getAttribute("src")) return;
    takeTurn(this);
    this.#open(this.#startAtMs);
  }

  #open(startMs) {
    this.#engine.open(this.getAttribute("src"), { startMs });
  }

  /** Moves without loading: a page may set a loop before anybody wants to see the video. */
  #place(ms) {
    this.#startAtMs = ms;
    if (this.#engine.isOpen) this.#engine.seek(ms);
    else this.#timeChanged();
  }

  #sourceCallbacks() {
    return {
      fps: numberAttribute(this, "fps"),
      onQualities: (qualities) => this.#deck.showQualities(qualities),
      onTrouble: (reason) => showTrouble(this, reason, () => this.#engine.source.retryByHand()),
      onRecovered: () => clearTrouble(this),
    };
  }

  #onReport(kind) {
    if (!this.#engine) return;
    if (kind === "ready") emit(this, "player:ready", { durationMs: this.durationMs });
    if (kind === "play") this.#beginAgain();
    if (kind === "end" && this.loop) this.seek(this.loop.startMs), this.play();
    if (kind === "time") this.#keepInside();
    if (kind === "play" || kind === "pause") emit(this, `player:${kind}`);
    this.#show();
  }

  /** Pressing Play at the end of a clip plays it again. */
  #beginAgain() {
    const { span } = this;
    if (span.isClip && !this.loop && this.currentMs >= span.endMs - 40) this.seek(span.startMs);
  }

  #keepInside() {
    const step = this.paused ? null : nextStep(this.currentMs, this.span, this.loop);
    if (step?.pause) this.pause();
    if (step) this.#engine.seek(step.seekMs);
    this.#timeChanged();
  }

  #timeChanged() {
    const ms = this.currentMs;
    if (ms !== this.#shownMs) emit(this, "player:time", { ms: (this.#shownMs = ms) });
    this.#show();
  }

  #loopChanged() {
    emit(this, "player:loop", { loop: this.loop });
    this.#show();
  }

  #show() {
    const { bufferedMs, isBusy, isMuted, paused, rate } = this.#engine;
    const mirrored = this.hasAttribute("mirrored");
    const { marks } = this.#loop;
    this.#deck.show({ nowMs: this.currentMs, bufferedMs, span: this.span, loop: this.loop, marks, rate, mirrored, paused, isMuted });
    this.toggleAttribute("data-busy", isBusy);
    if (this.#engine.isOpen) this.toggleAttribute("data-started", true);
  }
}

customElements.define("practice-player", PracticePlayer);
