/**
 * Offers to continue an upload that was interrupted by a reload or a crash.
 *
 *     const unfinished = new UnfinishedUpload(view, exercise);
 *     await unfinished.offer();                      shows it, if there is one
 *     const known = unfinished.take(file);           { id, name, kind }, or null and shows why not
 */
import { isSameFile } from "../lib/upload-parts.js";
import { forget, recall } from "./pending-uploads.js";
import { say } from "./room-text.js";

export class UnfinishedUpload {
  #known = null;

  constructor(view, exercise) {
    Object.assign(this, { view, exercise });
  }

  /** This browser's copy of the file, if there was room for one. */
  get file() {
    return this.#known?.file ?? null;
  }

  /** Whether the next chosen file should be the one that was interrupted. */
  get awaitsFile() {
    return Boolean(this.#known) && !this.file;
  }

  async offer() {
    this.#known = await recall(this.exercise);
    if (!this.#known) return;
    const { name, file } = this.#known;
    this.view.unfinished(say(file ? "unfinished" : "chooseAgain", { name }));
    this.view.button("continue").hidden = !file;
  }

  take(file) {
    const known = this.#known;
    if (!isSameFile(file, known)) {
      this.view.problem(say("notTheSame", { name: known.name }));
      return null;
    }
    this.#end();
    return known;
  }

  async discard(api) {
    const { id } = this.#known;
    this.#end();
    await forget(id);
    await api.delete(`/api/v1/uploads/${id}/`).catch(() => {});
    return id;
  }

  #end() {
    this.#known = null;
    this.view.unfinished(null);
    this.view.problem(null);
  }
}
