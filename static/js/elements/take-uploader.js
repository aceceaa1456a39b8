/**
 * Sends a take: a chosen or dropped file, or what the recorder made, and follows it until it plays.
 *
 *     <take-uploader exercise="…uuid…" max-ms="60000" max-bytes="2147483648" part-bytes="8388608">
 *       …templates/practice/_uploader.html…
 *     </take-uploader>
 *     uploader.take(blobAsFile, { kind: "recording", durationMs: 12_300 })
 *
 * Out: take:handed-in {clipId}, take:changed {clipId} (its state is another one), take:free (ready for a file).
 */
import { ApiError, createApi } from "../lib/api.js";
import { emit, numberAttribute } from "../lib/dom.js";
import { formatTimecode } from "../lib/timecode.js";
import { problemWith, readDuration } from "../lib/upload-check.js";
import { UploadJob } from "../lib/upload-job.js";
import { sayBytes } from "../lib/upload-speed.js";
import { acceptDrops } from "../practice/drops.js";
import { forget, remember, whileHolding } from "../practice/pending-uploads.js";
import { say } from "../practice/room-text.js";
import { followTake } from "../practice/take-progress.js";
import { UnfinishedUpload } from "../practice/unfinished-upload.js";
import { UploadView } from "../practice/upload-view.js";

/** What keeps the bytes from arriving: no network, a full server, or something that may pass. */
function troubleWith(error, isOver = false) {
  if (error.isFull) return isOver ? "stoppedForRoom" : "noRoom";
  if (!navigator.onLine) return "waitingForNetwork";
  return isOver ? "stopped" : "tryingAgain";
}

export class TakeUploader extends HTMLElement {
  #listening;
  #api = createApi();
  #view;
  #job = null;
  #clipId = null;
  #unfinished = null;
  #stopFollowing = () => {};

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#view = new UploadView(this);
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("confirm:yes", (event) => this.#do(event.target), { signal });
    addEventListener("offline", () => this.#offline(), { signal });
    this.addEventListener("change", (event) => this.#choose([...event.target.files]), { signal });
    acceptDrops(this.#view.part("dropzone"), (files) => this.#choose(files), signal);
    addEventListener("beforeunload", (event) => this.isBusy && event.preventDefault(), { signal });
    this.#unfinished = new UnfinishedUpload(this.#view, this.exercise);
    this.#unfinished.offer();
    // Chosen while the scripts were still on their way.
    const early = [...this.#view.part("file").files];
    if (early.length) this.#choose(early);
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#stopFollowing();
    this.#job?.pause();
  }

  get isBusy() {
    return ["uploading", "paused"].includes(this.dataset.state);
  }

  get exercise() {
    return this.getAttribute("exercise");
  }

  /** Resolves to true once the take is handed in. */
  async take(file, { kind = "upload", durationMs = null } = {}) {
    const length = durationMs ?? (await readDuration(file));
    const problem = this.#problemWith(file, length);
    this.#view.problem(problem);
    if (problem || this.isBusy) return false;
    this.#stopFollowing();
    this.#job = this.#jobFor(file, kind);
    this.#view.show("uploading", { name: file.name });
    this.#view.phase("uploading");
    const wish = { exercise: this.exercise, kind, ...(length && { duration_sec: length / 1000 }) };
    return this.#guard(async () => {
      await this.#job.begin(wish);
      return this.#send();
    });
  }

  #jobFor(file, kind) {
    return new UploadJob({
      api: this.#api,
      file,
      partBytes: numberAttribute(this, "part-bytes") ?? 0,
      onStarted: (clipId) => remember({ clipId, exercise: this.exercise, kind, file }),
      onProgress: (done, total) => this.#progress(done, total),
      onTrouble: (error) => this.#view.tell(troubleWith(error)),
      onSent: () => this.#view.tell("committing"),
    });
  }

  #progress(done, total) {
    this.#view.progress(done, total);
    if (done && navigator.onLine) this.#view.tell("uploading");
  }

  async #send() {
    const job = this.#job;
    const status = await whileHolding(job.clipId, () => job.run());
    await forget(job.clipId);
    this.#handedIn(status);
    return true;
  }

  #handedIn({ clip_id: clipId }) {
    this.#clipId = clipId;
    this.#job = null;
    this.#view.show("processing");
    this.#view.tell("handedIn");
    this.#view.watchLink(null);
    this.#view.button("retry").hidden = true;
    emit(this, "take:handed-in", { clipId });
    emit(this, "take:changed", { clipId });
    this.#follow();
  }

  #follow() {
    this.#view.phase("checking");
    this.#stopFollowing = followTake({
      api: this.#api,
      clipId: this.#clipId,
      view: this.#view,
      onWatchable: ({ url }) => this.#settle("done", () => this.#view.watchLink(url)),
      onFailed: (status) => this.#settle("failed", () => this.#showFailure(status)),
    });
  }

  #settle(state, show) {
    this.#view.show(state);
    this.#view.tell(state === "done" ? "watchable" : "failed");
    show();
    emit(this, "take:changed", { clipId: this.#clipId });
  }

  #showFailure({ error, can_retry: canRetry }) {
    this.#view.problem(error || say("failed"));
    this.#view.button("retry").hidden = !canRetry;
  }

  /** Whatever ends an upload early: a pause is none of our business, the rest is told plainly. */
  async #guard(work) {
    try {
      return await work();
    } catch (error) {
      if (error.name === "AbortError") return false;
      if (!(error instanceof ApiError) && error.name !== "PutError") throw error;
      return this.#broken(error);
    }
  }

  #broken(error) {
    const canContinue = this.#job?.clipId && (error.isPassing || error.name === "PutError");
    this.#view.problem(error.name === "PutError" ? say(troubleWith(error, true)) : error.message);
    this.#view.tell(null);
    if (canContinue) this.#view.show("paused");
    else this.#rest();
    return false;
  }

  #rest() {
    if (this.#job?.clipId) forget(this.#job.clipId);
    this.#job = null;
    this.#view.show("idle");
    emit(this, "take:free");
  }

  #choose(files) {
    this.#view.part("file").value = "";
    if (!files.length) return;
    if (files.length > 1) this.#view.problem(say("oneFile"));
    else if (this.#unfinished.awaitsFile) this.#continueWith(files[0]);
    else this.take(files[0]);
  }

  #problemWith(file, durationMs) {
    const limits = { maxBytes: numberAttribute(this, "max-bytes"), maxMs: numberAttribute(this, "max-ms") };
    const found = problemWith({ name: file.name, type: file.type, size: file.size, durationMs }, limits);
    if (!found) return null;
    const { locale } = this.#view;
    const isLength = found.code === "tooLong";
    const limit = isLength ? formatTimecode(limits.maxMs) : sayBytes(limits.maxBytes, locale);
    const values = { name: file.name, size: sayBytes(file.size, locale), length: formatTimecode(durationMs), limit };
    return say(found.code, values);
  }

  /** The second click of a double one would land on what has come into the button's place. */
  #click(event) {
    if (!event.defaultPrevented && event.detail < 2) this.#do(event.target);
  }

  #do(target) {
    const action = target.closest("[data-do]")?.dataset.do;
    const actions = {
      pause: () => this.#pause(),
      resume: () => this.#resume(),
      cancel: () => this.#cancel(),
      continue: () => this.#continueWith(this.#unfinished.file),
      discard: () => this.#discard(),
      retry: () => this.#retry(),
      another: () => this.#another(),
    };
    actions[action]?.();
  }

  #pause() {
    this.#job?.pause();
    this.#view.show("paused");
    this.#view.tell("paused");
    this.#view.button("resume").focus();
  }

  #resume() {
    this.#view.problem(null);
    this.#view.show("uploading");
    this.#view.tell("uploading");
    this.#view.button("pause").focus();
    return this.#guard(() => this.#send());
  }

  /** Told at once: bytes on their way may hang for a minute before they are given up. */
  #offline() {
    if (this.dataset.state !== "uploading") return;
    this.#view.hold();
    this.#view.tell("waitingForNetwork");
  }

  /** Too late when the take was handed in while its person was asked. */
  async #cancel() {
    if (!this.isBusy) return;
    const job = this.#job;
    this.#view.tell("cancelled");
    this.#rest();
    this.#view.part("file").focus();
    await this.#guard(() => job?.cancel());
  }

  async #retry() {
    this.#view.problem(null);
    await this.#guard(async () => {
      await this.#api.post(`/api/v1/clips/${this.#clipId}/retry/`);
      this.#view.show("processing");
      this.#follow();
    });
  }

  #another() {
    this.#stopFollowing();
    this.#view.problem(null);
    this.#view.tell(null);
    this.#rest();
    this.#view.part("file").focus();
  }

  async #continueWith(file) {
    const known = this.#unfinished.take(file);
    if (!known) return;
    this.#job = this.#jobFor(file, known.kind);
    this.#job.adopt(known.id);
    this.#view.show("uploading", { name: known.name });
    this.#view.phase("uploading");
    await this.#guard(() => this.#continueOrFinish(known));
  }

  /** The answer of a hand-in may have been lost with the page: then the take is there already. */
  async #continueOrFinish(known) {
    try {
      return await this.#send();
    } catch (error) {
      const isGone = error.status === 404 || error.status === 410;
      if (error.code !== "not_uploading" && !isGone) throw error;
      await forget(known.id);
      if (isGone) throw new ApiError({ status: 410, code: "gone", message: say("expired") });
      this.#handedIn(await this.#api.get(`/api/v1/clips/${known.id}/status/`));
      return true;
    }
  }

  async #discard() {
    this.#view.part("file").focus();
    const clipId = await this.#unfinished.discard(this.#api);
    emit(this, "take:changed", { clipId });
  }
}

customElements.define("take-uploader", TakeUploader);
