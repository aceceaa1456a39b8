/**
 * What the recorder shows in each state. It finds its parts by data-part and data-do.
 *
 *     const view = new RecorderView(element);
 *     view.show("ready");   view.clock(12_300, 60_000);   view.level(0.4);   view.announce("hearYou")
 */
import { make } from "../lib/dom.js";
import { formatTimecode } from "../lib/timecode.js";
import { say } from "./room-text.js";

const BUTTONS = {
  idle: [],
  asking: [],
  trouble: ["retry"],
  ready: ["start"],
  counting: ["stop"],
  recording: ["pause", "stop"],
  paused: ["resume", "stop"],
  preview: ["retake", "hand-in"],
  sending: [],
};
/** The button to focus in each state, as the previously focused one may be hidden. */
const FIRST = {
  trouble: "retry",
  ready: "start",
  counting: "stop",
  recording: "stop",
  paused: "resume",
  preview: "hand-in",
};
const ALL = ["start", "pause", "resume", "stop", "retry", "retake", "hand-in"];
const WITH_DEVICES = new Set(["ready"]);
const WITH_CLOCK = new Set(["recording", "paused"]);

export class RecorderView {
  #announced = "";

  constructor(root) {
    this.root = root;
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  show(state) {
    this.root.dataset.state = state;
    this.part("dialog").dataset.state = state;
    for (const name of ALL) this.#button(name).hidden = !BUTTONS[state].includes(name);
    this.part("devices").hidden = !WITH_DEVICES.has(state);
    this.part("clock").hidden = !WITH_CLOCK.has(state);
    this.part("count").hidden = state !== "counting";
    this.part("live").hidden = state === "preview";
    if (this.part("dialog").open && FIRST[state]) this.#button(FIRST[state]).focus();
  }

  live(stream, { audioOnly }) {
    const video = this.part("live");
    video.srcObject = audioOnly ? null : stream;
    this.part("stage").toggleAttribute("data-mirrored", !audioOnly);
    this.part("stage").toggleAttribute("data-audio-only", audioOnly);
    this.part("camera-field").hidden = audioOnly;
    if (!audioOnly && stream) video.play().catch(() => {});
  }

  preview(blob, durationMs) {
    this.endPreview();
    const url = URL.createObjectURL(blob);
    const video = make("video", { playsinline: true, controls: true });
    const player = make("practice-player", { src: url, "duration-ms": durationMs, "data-part": "preview" }, video);
    this.part("stage").toggleAttribute("data-mirrored", false);
    this.part("stage").append(player);
  }

  endPreview() {
    const player = this.part("preview");
    if (!player) return;
    player.remove();
    URL.revokeObjectURL(player.getAttribute("src"));
  }

  devices({ cameras, microphones }, stream) {
    this.#fill("camera", cameras, stream.getVideoTracks()[0], "cameraNumber");
    this.#fill("microphone", microphones, stream.getAudioTracks()[0], "microphoneNumber");
  }

  level(level) {
    const meter = this.part("level");
    meter.firstElementChild.style.setProperty("--level", level.toFixed(2));
    meter.setAttribute("aria-valuenow", Math.round(level * 100));
  }

  clock(ms, maxMs) {
    const [time, limit] = [formatTimecode(ms), formatTimecode(maxMs)];
    this.part("clock").textContent = maxMs ? say("recordedOf", { time, limit }) : time;
  }

  count(seconds) {
    this.part("count").textContent = seconds;
  }

  /** Also read by screen readers, so only when it changes. */
  announce(key, values) {
    const words = key ? say(key, values) : "";
    if (words === this.#announced) return;
    this.#announced = words;
    this.part("message").textContent = words;
  }

  recovered(words) {
    this.part("recovered").hidden = !words;
    this.part("recovered-text").textContent = words ?? "";
  }

  #button(name) {
    return this.root.querySelector(`[data-do="${name}"]`);
  }

  #fill(name, devices, track, unnamed) {
    const current = track?.getSettings().deviceId;
    const options = devices.map(({ deviceId, label }, index) =>
      make("option", { value: deviceId, selected: deviceId === current }, label || say(unnamed, { number: index + 1 })),
    );
    this.part(name).replaceChildren(...options);
  }
}
