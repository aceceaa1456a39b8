/**
 * Uploads a take: a chosen or dropped file, or a recording, and follows it until it plays.
 *
 *     <take-uploader exercise="…uuid…" max-ms="60000" max-bytes="2147483648" part-bytes="8388608">
 *       …templates/practice/_uploader.html…
 *     </take-uploader>
 *     uploader.take(blobAsFile, { kind: "recording", durationMs: 12_300 })
 *
 * Out: take:handed-in {takeId}, take:changed {takeId} (its state changed), take:free (ready for a file).
 */
import { ApiError, createApi } from "../lib/api.js";
import { emit, numberAttribute } from "../lib/dom.js";
import { formatTimecode } from "../lib/timecode.js";
import { problemWith, readDuration } from "../lib/upload-check.js";
import { UploadJob } from "../lib/upload-job.js";
import { formatBytes } from "../lib/upload-speed.js";
import { acceptDrops } from "../practice/drops.js";
import { forget, remember, whileHolding } from "../practice/pending-uploads.js";
import { say } from "../practice/room-text.js";
import { followTake } from "../practice/take-progress.js";
import { UnfinishedUpload } from "../practice/unfinished-upload.js";
import { UploadView } from "../practice/upload-view.js";

/** The server's sentence about the space that is left counts in these steps. */
const SERVERS_STEP = 1024;

/** Why the upload is stuck: no network, a full server, or something temporary. */
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
  #takeId = null;
  #wish = null;
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
    // Chosen while the scripts were still loading.
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
    this.#wish = { exercise: this.exercise, kind, ...(length && { duration_sec: length / 1000 }) };
    return this.#guard(() => this.#beginAndSend());
  }

  /** Begins only once: a postponed log-in may come in between. */
  async #beginAndSend() {
    if (!this.#job.takeId) await this.#job.begin(this.#wish);
    return this.#send();
  }

  #jobFor(file, kind) {
    return new UploadJob({
      api: this.#api,
      file,
      partBytes: numberAttribute(this, "part-bytes") ?? 0,
      onStarted: (takeId) => remember({ takeId, exercise: this.exercise, kind, file }),
      onProgress: (done, total) => this.#progress(done, total),
      onTrouble: (error) => this.#view.announce(troubleWith(error)),
      onSent: () => this.#view.announce("committing"),
    });
  }

  #progress(done, total) {
    this.#view.progress(done, total);
    if (done && navigator.onLine) this.#view.announce("uploading");
  }

  async #send() {
    const job = this.#job;
    const status = await whileHolding(job.takeId, () => job.run());
    await forget(job.takeId);
    this.#handedIn(status);
    return true;
  }

  #handedIn({ take_id: takeId }) {
    this.#takeId = takeId;
    this.#job = null;
    this.#view.show("processing");
    this.#view.announce("handedIn");
    this.#view.watchLink(null);
    this.#view.button("retry").hidden = true;
    emit(this, "take:handed-in", { takeId });
    emit(this, "take:changed", { takeId });
    this.#follow();
  }

  #follow() {
    this.#view.phase("checking");
    this.#stopFollowing = followTake({
      api: this.#api,
      takeId: this.#takeId,
      view: this.#view,
      onWatchable: ({ url }) => this.#settle("done", () => this.#view.watchLink(url)),
      onFailed: (status) => this.#settle("failed", () => this.#showFailure(status)),
    });
  }

  #settle(state, show) {
    this.#view.show(state);
    this.#view.announce(state === "done" ? "watchable" : "failed");
    show();
    emit(this, "take:changed", { takeId: this.#takeId });
  }

  #showFailure({ error, can_retry: canRetry }) {
    this.#view.problem(error || say("failed"));
    this.#view.button("retry").hidden = !canRetry;
  }

  /** Handles what ends an upload early: a pause is ignored, anything else is shown. */
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
    const isBegun = this.#job?.takeId && (error.isPassing || error.name === "PutError");
    const canContinue = isBegun || (this.#job && error.needsLogIn);
    this.#view.problem(error.name === "PutError" ? say(troubleWith(error, true)) : error.message);
    this.#view.announce(null);
    if (canContinue) this.#view.show("paused");
    else this.#rest();
    return false;
  }

  #rest() {
    if (this.#job?.takeId) forget(this.#job.takeId);
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
    const { accept } = this.#view.part("file");
    const limits = {
      accept,
      maxBytes: numberAttribute(this, "max-bytes"),
      leftBytes: numberAttribute(this, "left-bytes"),
      maxMs: numberAttribute(this, "max-ms"),
    };
    const found = problemWith({ name: file.name, size: file.size, durationMs }, limits);
    if (!found) return null;
    const { locale } = this.#view;
    const isLength = found.code === "tooLong";
    const limit = isLength ? formatTimecode(limits.maxMs) : formatBytes(limits.maxBytes, locale);
    const size = formatBytes(file.size, locale, found.code === "noSpace" ? SERVERS_STEP : undefined);
    const values = { name: file.name, size, length: formatTimecode(durationMs), limit };
    return say(found.code, values);
  }

  /** The second click of a double click would hit whatever replaced the button. */
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
    this.#view.announce("paused");
    this.#view.button("resume").focus();
  }

  #resume() {
    this.#view.problem(null);
    this.#view.show("uploading");
    this.#view.announce("uploading");
    this.#view.button("pause").focus();
    return this.#guard(() => this.#beginAndSend());
  }

  /** Shown at once: requests in progress may hang for a minute before they fail. */
  #offline() {
    if (this.dataset.state !== "uploading") return;
    this.#view.hold();
    this.#view.announce("waitingForNetwork");
  }

  /** Too late if the take was handed in while the confirmation was open. */
  async #cancel() {
    if (!this.isBusy) return;
    const job = this.#job;
    this.#view.announce("cancelled");
    this.#rest();
    this.#view.part("file").focus();
    await this.#guard(() => job?.cancel());
  }

  async #retry() {
    this.#view.problem(null);
    await this.#guard(async () => {
      await this.#api.post(`/api/v1/clips/${this.#takeId}/retry/`);
      this.#view.show("processing");
      this.#follow();
    });
  }

  #another() {
    this.#stopFollowing();
    this.#view.problem(null);
    this.#view.announce(null);
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

  /** The response to a hand-in may have been lost with the page: then the take has been handed in. */
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
    const takeId = await this.#unfinished.discard(this.#api);
    emit(this, "take:changed", { takeId });
  }
}

customElements.define("take-uploader", TakeUploader);
