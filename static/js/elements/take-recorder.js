/**
 * Records a take with the camera, or just the microphone, and passes it to the <take-uploader> of its room.
 *
 *     <take-recorder exercise="…uuid…" max-ms="60000" count-from="3">
 *       …templates/practice/_recorder.html…
 *     </take-recorder>
 *
 * idle → asking → ready → counting → recording ⇄ paused → preview → passed to the uploader; `trouble` shows a
 * message and can be retried. A recording survives a crash and a reload, see recording-safe.js.
 */
import { numberAttribute } from "../lib/dom.js";
import { fileName } from "../lib/recorder-type.js";
import { missingSupport, troubleOf } from "../lib/recorder-trouble.js";
import { wait } from "../lib/retry.js";
import { formatTimecode } from "../lib/timecode.js";
import { closeDevices, listDevices, meterLevel, openDevices } from "../practice/devices.js";
import { LostRecording } from "../practice/lost-recording.js";
import { dropRecording, holdRecording } from "../practice/recording-safe.js";
import { RecorderView } from "../practice/recorder-view.js";
import { say } from "../practice/room-text.js";
import { Tape } from "../practice/tape.js";

const QUIET_AFTER_MS = 4000;
const WARN_MS = 10_000;

export class TakeRecorder extends HTMLElement {
  #life;
  #view;
  #stream = null;
  #tape = null;
  #recorded = null;
  #lost = null;
  #audioOnly = false;
  #counting = new AbortController();
  #stopMeter = () => {};
  #release = () => {};

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#view = new RecorderView(this);
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("confirm:yes", (event) => this.#do(event.target), { signal });
    this.addEventListener("change", () => this.#ask(), { signal });
    this.#view.part("dialog").addEventListener("cancel", (event) => this.#escape(event), { signal });
    addEventListener("beforeunload", (event) => this.isRecording && event.preventDefault(), { signal });
    this.#lost = new LostRecording(this.#view, this.getAttribute("exercise"));
    this.#lost.offer();
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#tape?.stop();
    this.#releaseDevices();
  }

  get state() {
    return this.dataset.state;
  }

  get isRecording() {
    return this.state === "recording" || this.state === "paused";
  }

  get maxMs() {
    return numberAttribute(this, "max-ms") ?? 0;
  }

  get uploader() {
    return this.closest(".practice-room")?.querySelector("take-uploader");
  }

  async #open(audioOnly) {
    this.#audioOnly = audioOnly;
    this.#view.part("dialog").showModal();
    await this.#ask();
  }

  async #ask() {
    const missing = missingSupport(globalThis);
    if (missing) return this.#trouble(missing);
    this.#releaseDevices();
    this.#view.show("asking");
    try {
      this.#stream = await openDevices({ audioOnly: this.#audioOnly, ...this.#chosen() });
    } catch (error) {
      return this.#trouble(troubleOf(error));
    }
    if (!this.#view.part("dialog").open) return this.#releaseDevices();
    return this.#ready();
  }

  #chosen() {
    return { camera: this.#view.part("camera").value, microphone: this.#view.part("microphone").value };
  }

  async #ready() {
    this.#view.live(this.#stream, { audioOnly: this.#audioOnly });
    this.#view.devices(await listDevices(), this.#stream);
    this.#view.announce(null);
    this.#view.show("ready");
    this.#listen();
  }

  #listen() {
    let heardAt = performance.now();
    this.#stopMeter = meterLevel(this.#stream, (level) => {
      if (level > 0.12) heardAt = performance.now();
      this.#view.level(level);
      if (this.state !== "ready") return;
      this.#view.announce(performance.now() - heardAt > QUIET_AFTER_MS ? "quiet" : "hearYou");
    });
  }

  #trouble(key) {
    this.#releaseDevices();
    this.#view.show("trouble");
    this.#view.announce(key);
  }

  async #start() {
    this.#counting = new AbortController();
    this.#view.show("counting");
    try {
      await this.#countDown(this.#counting.signal);
    } catch {
      return this.#view.show("ready");
    }
    return this.#record();
  }

  async #countDown(signal) {
    for (let seconds = numberAttribute(this, "count-from") ?? 3; seconds > 0; seconds -= 1) {
      this.#view.count(seconds);
      this.#view.announce("startsIn", { seconds });
      await wait(1000, signal);
    }
  }

  async #record() {
    this.#tape = new Tape(this.#stream, {
      exercise: this.getAttribute("exercise"),
      audioOnly: this.#audioOnly,
      maxMs: this.maxMs,
      onTick: (ms) => this.#tick(ms),
      onEnd: (recorded) => this.#ended(recorded),
    });
    await this.#tape.start();
    if (this.#tape.hasCopy) this.#release = holdRecording(this.#tape.copy.id);
    this.#view.show("recording");
    this.#view.announce(this.#tape.hasCopy ? "recording" : "spaceLow");
  }

  #tick(ms) {
    this.#view.clock(ms, this.maxMs);
    const left = this.maxMs - ms;
    if (this.maxMs && left <= WARN_MS && this.maxMs > 2 * WARN_MS) {
      this.#view.announce("limitNear", { seconds: Math.ceil(left / 5000) * 5 });
    }
  }

  #ended({ blob, durationMs, copy, reason }) {
    this.#tape = null;
    this.#releaseDevices();
    if (!blob.size) return copy?.drop(), this.#trouble("nothingRecorded");
    this.#showRecorded({ blob, durationMs, id: copy?.id });
    if (reason === "limit") this.#view.announce("limitReached");
    if (reason === "lost") this.#view.announce("deviceLost");
  }

  #showRecorded(recorded) {
    this.#recorded = recorded;
    this.#view.preview(recorded.blob, recorded.durationMs);
    this.#view.show("preview");
    this.#view.announce("previewReady", { length: formatTimecode(recorded.durationMs) });
  }

  async #handIn() {
    const { blob, durationMs, id, at } = this.#recorded;
    const when = new Date(at ?? Date.now());
    const locale = document.documentElement.lang || undefined;
    const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(when);
    const name = fileName(blob.type, say("recordingLabel", { date }));
    const file = new File([blob], name, { type: blob.type, lastModified: when.valueOf() });
    this.#hide();
    this.uploader.scrollIntoView({ block: "nearest" });
    const isSent = await this.uploader.take(file, { kind: "recording", durationMs });
    if (isSent) await this.#forget(id);
    else this.#lost.offer();
  }

  async #retake() {
    await this.#forget(this.#recorded?.id);
    this.#view.endPreview();
    await this.#ask();
  }

  async #forget(id) {
    this.#recorded = null;
    this.#release();
    if (id) await dropRecording(id);
  }

  /** Closing keeps the recording: it is offered again. */
  #close() {
    this.#counting.abort();
    if (this.#tape) return this.#tape.stop();
    return this.#hide(), this.#lost.offer();
  }

  #hide() {
    this.#releaseDevices();
    this.#view.endPreview();
    this.#release();
    this.#view.show("idle");
    this.#view.announce(null);
    this.#view.part("dialog").close();
  }

  /** Escape during a recording stops it; a single key never discards anything. */
  #escape(event) {
    if (event.target !== this.#view.part("dialog")) return;
    event.preventDefault();
    this.#close();
  }

  #releaseDevices() {
    this.#stopMeter();
    this.#stopMeter = () => {};
    closeDevices(this.#stream);
    this.#stream = null;
    this.#view.live(null, { audioOnly: this.#audioOnly });
  }

  async #recover() {
    this.#view.part("dialog").showModal();
    const recorded = await this.#lost.take();
    this.#release = holdRecording(recorded.id);
    this.#showRecorded(recorded);
  }

  /** The second click of a double click would hit whatever replaced the button. */
  #click(event) {
    if (!event.defaultPrevented && event.detail < 2) this.#do(event.target);
  }

  #do(target) {
    const action = target.closest("[data-do]")?.dataset.do;
    const actions = {
      open: () => this.#open(false),
      "open-audio": () => this.#open(true),
      start: () => this.#start(),
      pause: () => (this.#tape.pause(), this.#view.show("paused"), this.#view.announce("recordingPaused")),
      resume: () => (this.#tape.resume(), this.#view.show("recording"), this.#view.announce("recording")),
      stop: () => (this.#tape ? this.#tape.stop() : this.#counting.abort()),
      retry: () => this.#ask(),
      retake: () => this.#retake(),
      "hand-in": () => this.#handIn(),
      close: () => this.#close(),
      recover: () => this.#recover(),
      forget: () => this.#lost.forget(),
    };
    actions[action]?.();
  }
}

customElements.define("take-recorder", TakeRecorder);
