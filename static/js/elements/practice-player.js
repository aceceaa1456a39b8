/**
 * The video player: quality, speed, frame steps, loop, mirror, clip span, YouTube on request.
 * Controls and keys are in ../player/; this element holds the state and speaks to the page.
 *
 *     <practice-player id="take" src="/videos/…/master.m3u8" poster="…" duration-ms="12345"
 *                      [start-ms="5000" end-ms="9000"] [fps="29.97"] [mirrored] [deep-link]
 *                      [shortcuts="focus"] [youtube="11-letter-id"] [label="Take 2"]>
 *       <video playsinline controls></video>
 *     </practice-player>
 *
 * Times are milliseconds of the whole video, also when only a clip of it plays.
 * Out: player:ready {durationMs}, player:time {ms}, player:play, player:pause,
 *      player:loop {loop: {startMs, endMs} | null}, player:mirror {mirrored}.
 */
import "media-chrome/dist/media-controller.js";
import "media-chrome/dist/media-loading-indicator.js";
import { readDeepLink } from "../lib/deep-link.js";
import { emit, make, numberAttribute } from "../lib/dom.js";
import { intoSpan, makeSpan, nextStep } from "../lib/span.js";
import { clamp } from "../lib/timeline.js";
import { Deck, SPEEDS } from "../player/deck.js";
import { captureFrame, pictureIn } from "../player/frame.js";
import { makeHelpSheet } from "../player/help-sheet.js";
import { joinKeys, leaveKeys } from "../player/keys.js";
import { LoopState } from "../player/loop.js";
import { buildStage, clearTrouble, showTrouble } from "../player/stage.js";
import { VideoEngine } from "../player/video-engine.js";
import { YouTubeEngine } from "../player/youtube-engine.js";

let count = 0;

export class PracticePlayer extends HTMLElement {
  static observedAttributes = ["src", "mirrored", "start-ms", "end-ms"];

  #deck;
  #engine;
  #help;
  #loop = new LoopState();
  #shownMs = -1;
  #startAtMs = 0;

  connectedCallback() {
    if (!this.#deck) this.#build();
    this.#start();
    joinKeys(this);
  }

  disconnectedCallback() {
    leaveKeys(this);
    this.#startAtMs = this.currentMs;
    this.#engine.destroy();
    this.#engine = null;
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#engine || before === now) return;
    if (name === "src") this.#open(this.span.startMs);
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
    return this.#engine?.currentMs ?? this.#startAtMs;
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

  /** Resolves to nothing also where the browser does not allow playing yet: the button stays. */
  async play() {
    this.querySelector(".player__cover")?.remove();
    if (this.isYouTube && !this.#engine.isOpen) return this.#engine.open(this.#startAtMs);
    return this.#engine.play().catch((error) => {
      if (!["NotAllowedError", "AbortError"].includes(error.name)) throw error;
    });
  }

  pause() {
    this.#engine.pause();
  }

  togglePlay() {
    return this.paused ? this.play() : this.pause();
  }

  /** Going outside a loop on purpose ends it; its marks stay. */
  seek(ms) {
    const to = intoSpan(ms, this.span);
    const { loop } = this;
    if (loop && (to < loop.startMs || to > loop.endMs)) this.toggleLoop();
    if (this.isYouTube && !this.#engine.isOpen) this.#startAtMs = to;
    this.#engine.seek(to);
  }

  skip(ms) {
    this.seek(this.currentMs + ms);
  }

  step(frames) {
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
    if (loop && (this.currentMs < loop.startMs || this.currentMs >= loop.endMs)) this.seek(loop.startMs);
    this.#tellLoop();
  }

  markLoop(which) {
    this.#loop.mark(which, this.currentMs, this.span);
    this.#tellLoop();
  }

  toggleLoop() {
    this.#loop.toggle(this.span);
    this.#tellLoop();
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
    return this.#shell.requestFullscreen?.() ?? this.video?.webkitEnterFullscreen?.();
  }

  toggleHelp() {
    if (!this.#help) this.append((this.#help = makeHelpSheet()));
    if (this.#help.open) this.#help.close();
    else this.#help.showModal();
  }

  /** A JPEG Blob of what is shown, or null. */
  captureFrame() {
    return captureFrame(this.video);
  }

  /** Where the picture lies on the stage, in CSS pixels: { x, y, width, height }. */
  get pictureBox() {
    return pictureIn(this.querySelector(".player__stage"), this.video);
  }

  /** What goes full screen. A plain element: media-chrome stumbles over one that could have a shadow. */
  get #shell() {
    return this.querySelector(".player__shell");
  }

  #build() {
    this.id ||= `player-${(count += 1)}`;
    const link = this.hasAttribute("deep-link") ? readDeepLink(location.search) : {};
    this.#loop.set(link.loop ?? null);
    this.#startAtMs = intoSpan(link.atMs ?? link.loop?.startMs ?? 0, this.span);
    const stage = buildStage(this);
    this.#deck = new Deck(this, stage.id);
    this.replaceChildren(make("div", { class: "player__shell" }, stage, this.#deck.element));
  }

  #start() {
    const report = (kind) => this.#hear(kind);
    const stage = this.querySelector(".player__stage");
    stage.fullscreenElement = this.#shell;
    if (this.hasAttribute("label")) stage.setAttribute("aria-label", this.getAttribute("label"));
    this.#engine = this.isYouTube
      ? new YouTubeEngine(stage, this.getAttribute("youtube"), { report })
      : new VideoEngine(this.video, { report, ...this.#sourceCallbacks() });
    if (!this.isYouTube) this.#open(this.#startAtMs);
    this.#show();
  }

  #open(startMs) {
    const url = this.getAttribute("src");
    if (url) this.#engine.load(url, { startMs });
    else showTrouble(this, "videoMissing");
  }

  #sourceCallbacks() {
    return {
      fps: numberAttribute(this, "fps"),
      onQualities: (qualities) => this.#deck.showQualities(qualities),
      onTrouble: (reason) => showTrouble(this, reason, () => this.#engine.source.retryByHand()),
      onRecovered: () => clearTrouble(this),
    };
  }

  #hear(kind) {
    if (!this.#engine) return;
    if (kind === "ready") emit(this, "player:ready", { durationMs: this.durationMs });
    if (kind === "play") this.#beginAgain();
    if (kind === "end" && this.loop) this.seek(this.loop.startMs), this.play();
    if (kind === "time") this.#keepInside();
    if (kind === "play" || kind === "pause") emit(this, `player:${kind}`);
    this.#show();
  }

  /** Play at the end of a clip plays the clip again. */
  #beginAgain() {
    const { span } = this;
    if (span.isClip && !this.loop && this.currentMs >= span.endMs - 40) this.seek(span.startMs);
  }

  #keepInside() {
    const step = this.paused ? null : nextStep(this.currentMs, this.span, this.loop);
    if (step?.pause) this.pause();
    if (step) this.#engine.seek(step.seekMs);
    const ms = this.currentMs;
    if (ms !== this.#shownMs) emit(this, "player:time", { ms: (this.#shownMs = ms) });
  }

  #tellLoop() {
    emit(this, "player:loop", { loop: this.loop });
    this.#show();
  }

  #show() {
    const { bufferedMs, rate, currentMs: nowMs } = this.#engine;
    const mirrored = this.hasAttribute("mirrored");
    const { marks } = this.#loop;
    this.#deck.show({ nowMs, bufferedMs, span: this.span, loop: this.loop, marks, rate, mirrored });
  }
}

customElements.define("practice-player", PracticePlayer);
