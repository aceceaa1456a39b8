/** The bar that shows and changes the position in the video: a range input over a drawn track. */
import { make } from "../lib/dom.js";
import { text } from "../lib/text.js";
import { msToX } from "../lib/timeline.js";
import { speakTimecode } from "../lib/timecode.js";

export class Scrubber {
  constructor(player) {
    this.input = make("input", {
      type: "range",
      class: "scrub__input",
      min: 0,
      step: 10,
      value: 0,
      "aria-label": text("position"),
    });
    this.loop = make("span", { class: "scrub__loop", hidden: true });
    this.element = make("div", { class: "scrub" }, this.loop, this.input);
    this.input.addEventListener("input", () => player.seek(Number(this.input.value)));
  }

  show({ nowMs, bufferedMs, span, loop }) {
    this.input.min = span.startMs;
    this.input.max = span.endMs || 1;
    this.input.value = nowMs;
    this.#speak(nowMs - span.startMs);
    const percent = (ms) => `${msToX(ms, { ...span, width: 100 })}%`;
    this.element.style.setProperty("--played", percent(nowMs));
    this.element.style.setProperty("--buffered", percent(Math.max(nowMs, bufferedMs)));
    this.loop.hidden = !loop;
    if (loop) this.element.style.setProperty("--loop-start", percent(loop.startMs));
    if (loop) this.element.style.setProperty("--loop-end", percent(loop.endMs));
  }

  #speak(ms) {
    const words = speakTimecode(ms, document.documentElement.lang || "en");
    if (this.input.getAttribute("aria-valuetext") !== words) this.input.setAttribute("aria-valuetext", words);
  }
}
