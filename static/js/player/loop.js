/**
 * The loop of a player: two marks, and whether it is on. Turning it off keeps the marks.
 */
import { makeLoop } from "../lib/span.js";

export class LoopState {
  marks = { startMs: null, endMs: null };
  isOn = false;

  /** Null while off or while the marks don't form a loop. */
  active(span) {
    return this.isOn ? this.possible(span) : null;
  }

  possible(span) {
    return makeLoop(this.marks.startMs, this.marks.endMs, span);
  }

  /** An end without a start loops from the beginning; a start after the end clears the end. */
  mark(which, ms, span) {
    this.marks = { ...this.marks, [which]: ms };
    if (which === "endMs") this.marks.startMs ??= span.startMs;
    if (which === "startMs" && this.marks.endMs <= ms) this.marks.endMs = null;
    this.isOn = Boolean(this.possible(span));
  }

  set(loop) {
    this.marks = { startMs: loop?.startMs ?? null, endMs: loop?.endMs ?? null };
    this.isOn = Boolean(loop);
  }

  toggle(span) {
    this.isOn = !this.isOn && Boolean(this.possible(span));
  }
}
