/**
 * One row of the remarks' inline panel: Wagtail's form fields, read and written as milliseconds.
 *
 *     const row = new RemarkRow(element);
 *     row.startMs = 83_500;                 writes "1:23.500" and notifies the form
 *     row.marker                            { id, startMs, endMs, label, tag, tone }
 */
import { formatTimecode, parseTimecode } from "../lib/timecode.js";

const TONES = { keep: "moss", work: "apricot", try: "sky", ask: "violet" };

/** Includes `uid`, by which conversations and links refer to the remark. */
const WRITTEN = ["uid", "start_ms", "end_ms", "tag", "text", "passage_uid"];

export class RemarkRow {
  constructor(element) {
    this.element = element;
  }

  get id() {
    return this.element.id;
  }

  /** The prefix of its field names, such as "markers-3". */
  get prefix() {
    return this.text.name.slice(0, -"-text".length);
  }

  get uid() {
    return this.#field("uid")?.value ?? "";
  }

  /** Gives a new row its uid at once: sent twice, it stays one remark. */
  assignUid() {
    const field = this.#field("uid");
    if (field && !field.value) field.value = globalThis.crypto.randomUUID?.() ?? "";
  }

  /** Digest of the version last received from the server; empty for a row that was never saved. */
  get seen() {
    return this.#field("seen")?.value ?? "";
  }

  get isDeleted() {
    return this.#field("DELETE")?.value === "1";
  }

  get startMs() {
    return parseTimecode(this.#field("start_ms").value);
  }

  set startMs(ms) {
    this.#write("start_ms", formatTimecode(ms, { digits: 3 }));
  }

  get endMs() {
    return parseTimecode(this.#field("end_ms").value);
  }

  set endMs(ms) {
    this.#write("end_ms", ms === null ? "" : formatTimecode(ms, { digits: 3 }));
  }

  get kinds() {
    return [...this.#field("tag").options].map((option) => option.value);
  }

  set kind(value) {
    this.#write("tag", value);
  }

  get text() {
    return this.#field("text");
  }

  /** Its values by field name, which can be written into another row. */
  get written() {
    return Object.fromEntries(WRITTEN.map((name) => [name, this.#field(name)?.value ?? ""]));
  }

  set written(values) {
    for (const [name, value] of Object.entries(values)) if (this.#field(name)) this.#write(name, value);
  }

  /** For the timeline; null if the time is invalid. */
  get marker() {
    if (this.startMs === null) return null;
    const tag = this.#field("tag").value;
    const { startMs, endMs } = this;
    return { id: this.id, startMs, endMs, label: this.text.value.slice(0, 80), tag, tone: TONES[tag] };
  }

  /** Shows its time and kind beside the fields. */
  show() {
    const { marker } = this;
    this.element.dataset.tone = TONES[this.#field("tag").value] ?? "";
    this.element.querySelector("[data-remark=clock]").textContent = marker
      ? formatTimecode(marker.startMs)
      : "–";
  }

  #field(name) {
    return this.element.querySelector(`[name$="-${name}"]`);
  }

  #write(name, value) {
    const field = this.#field(name);
    field.value = value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
}
