/**
 * The fields of the desk other than remarks: the summary, and the points and comments of the rubric.
 * Each has a hidden field with the value this window last received, such as `summary_seen`.
 *
 *     const others = new OtherFields(form);
 *     others.sending();                 a save goes out
 *     others.arrived(fieldUpdates);     the server has it
 *     others.unsaved()                  [{ name, value, seen }], to write again after a reload
 *     others.writeAgain(kept);
 */
const SCORE = /^scores-\d+-(points|comment)$/;

export class OtherFields {
  #saved;
  #sent = new Map();

  constructor(form) {
    this.form = form;
    this.#saved = this.#values();
  }

  sending() {
    this.#sent = this.#values();
  }

  arrived(updates = {}) {
    for (const [name, value] of this.#sent) this.#saved.set(name, updates[name] ?? value);
  }

  unsaved() {
    const changed = [...this.#values()].filter(([name, value]) => value !== this.#saved.get(name));
    return changed.map(([name, value]) => ({ name, value, seen: this.#seenOf(name)?.value ?? "" }));
  }

  /** Restores `seen` too, so that the server detects what other windows have saved meanwhile. */
  writeAgain(kept = []) {
    for (const { name, value, seen } of kept) {
      const field = this.form.elements.namedItem(name);
      if (!field || field.value === value) continue;
      field.value = value;
      if (this.#seenOf(name)) this.#seenOf(name).value = seen;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  #values() {
    const fields = [...this.form.elements].filter(({ name }) => name === "summary" || SCORE.test(name));
    return new Map(fields.map(({ name, value }) => [name, value]));
  }

  #seenOf(name) {
    return this.form.elements.namedItem(`${name}_seen`);
  }
}
