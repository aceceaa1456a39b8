/**
 * What the uploader shows. It finds its parts by data-part, data-do and data-phase.
 *
 *     const view = new UploadView(element);
 *     view.show("uploading", { name: "take.mp4" });   view.progress(done, total);   view.announce("handedIn");
 */
import { formatBytes, formatWait, speedMeter } from "../lib/upload-speed.js";
import { say } from "./room-text.js";

const PHASES = ["uploading", "checking", "preparing"];
const VISIBLE = {
  idle: ["dropzone"],
  uploading: ["upload", "controls"],
  paused: ["upload", "controls"],
  processing: ["upload", "after"],
  done: ["after"],
  failed: ["after", "dropzone"],
};

export class UploadView {
  #meter = speedMeter();
  #announced = "";

  constructor(root) {
    this.root = root;
    this.locale = document.documentElement.lang || undefined;
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  button(name) {
    return this.root.querySelector(`[data-do="${name}"]`);
  }

  show(state, { name } = {}) {
    this.root.dataset.state = state;
    const visible = new Set(VISIBLE[state]);
    for (const part of ["dropzone", "upload", "controls", "after"]) {
      this.part(part).hidden = !visible.has(part);
    }
    if (name) this.part("name").textContent = name;
    this.button("pause").hidden = state === "paused";
    this.button("resume").hidden = state !== "paused";
    this.hold();
  }

  progress(done, total) {
    this.#meter.note(done, performance.now());
    this.#bar(total ? Math.floor((100 * done) / total) : 0);
    const sizes = say("progressOf", { done: this.#bytes(done), total: this.#bytes(total) });
    this.part("speed").textContent = [sizes, this.#pace(total)].filter(Boolean).join(" · ");
  }

  /** The upload has stalled: speed and time left no longer apply. */
  hold() {
    this.#meter.forget();
    this.part("speed").textContent = "";
  }

  /** The server's phase and progress. */
  phase(phase, percent = null) {
    const current = PHASES.indexOf(phase);
    const isOver = phase === "playable" || phase === "ready";
    for (const item of this.root.querySelectorAll("[data-phase]")) {
      const place = PHASES.indexOf(item.dataset.phase);
      const state = isOver || place < current ? "done" : place === current ? "active" : "";
      item.toggleAttribute("aria-current", state === "active");
      if (state) item.dataset.state = state;
      else delete item.dataset.state;
    }
    if (phase !== "uploading") this.#bar(percent);
  }

  /** Also read by screen readers, so only when it changes. */
  announce(key, values) {
    const words = key ? say(key, values) : "";
    if (words === this.#announced) return;
    this.#announced = words;
    this.part("news").textContent = words;
  }

  problem(words) {
    this.part("problem").hidden = !words;
    this.part("problem").textContent = words ?? "";
  }

  watchLink(url) {
    const link = this.part("watch");
    link.hidden = !url;
    if (url) link.href = url;
  }

  unfinished(words) {
    this.part("unfinished").hidden = !words;
    this.part("unfinished-text").textContent = words ?? "";
  }

  #bar(percent) {
    const bar = this.part("bar");
    if (percent === null) bar.removeAttribute("value");
    else bar.value = percent;
    this.part("percent").textContent = percent === null ? "" : `${percent} %`;
  }

  #pace(total) {
    const speed = this.#meter.bytesPerSecond();
    const left = this.#meter.secondsLeft(total);
    if (!speed || left === null) return "";
    return say("speedLeft", { speed: this.#bytes(speed), left: formatWait(left, this.locale) });
  }

  #bytes(count) {
    return formatBytes(count, this.locale);
  }
}
