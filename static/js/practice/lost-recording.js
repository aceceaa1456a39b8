/**
 * Offers a recording from this browser that was neither handed in nor discarded.
 *
 *     const lost = new LostRecording(view, exercise);
 *     await lost.offer();   const recorded = await lost.take();   await lost.forget();
 */
import { formatTimecode } from "../lib/timecode.js";
import { dropRecording, lostRecording } from "./recording-safe.js";
import { say } from "./room-text.js";

export class LostRecording {
  #found = null;

  constructor(view, exercise) {
    Object.assign(this, { view, exercise });
  }

  async offer() {
    this.#found = await lostRecording(this.exercise);
    this.view.recovered(this.#found && this.#words(this.#found));
  }

  async take() {
    const { id, at, durationMs, blob } = this.#found;
    this.view.recovered(null);
    return { id, at, durationMs, blob: await blob() };
  }

  async forget() {
    await dropRecording(this.#found.id);
    await this.offer();
  }

  #words({ durationMs, at }) {
    const locale = document.documentElement.lang || undefined;
    const time = new Date(at).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
    return say("recovered", { length: formatTimecode(durationMs), time });
  }
}
