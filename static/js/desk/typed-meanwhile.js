/**
 * Keeps what is typed while a save is in progress. If the response has another window's text for the
 * same field, what was typed stays, and the next save merges both.
 *
 *     meanwhile.sending(formData);      a save goes out
 *     meanwhile.typed(field);           until the response arrives
 *     meanwhile.arrived(updates);       Wagtail has written the response's values into the form
 */
export class TypedMeanwhile {
  #sent = null;
  #typed = new Map();

  sending(formData) {
    this.#sent = formData ?? null;
    this.#typed.clear();
  }

  typed(field) {
    const seen = seenOf(field);
    this.#typed.set(field.name, { field, value: field.value, seen, wasSeen: seen?.value });
  }

  arrived(updates = {}) {
    for (const [name, one] of this.#typed) {
      if (updates[name] !== undefined && updates[name] !== one.value) this.#keep(one, updates[name]);
    }
    this.#typed.clear();
  }

  /** If the response added to the text that was sent, appends the addition to what was typed. */
  #keep({ field, value, seen, wasSeen }, answered) {
    const sent = this.#sent?.get(field.name);
    const isAddition = Boolean(sent) && answered.startsWith(sent);
    field.value = isAddition ? value + answered.slice(sent.length) : value;
    // With the previous `seen`, the server detects that both sides changed.
    if (seen && !isAddition) seen.value = wasSeen;
  }
}

/** The `seen` field: the summary and scores have their own, remarks have one per row. */
function seenOf({ name, form }) {
  const row = name.replace(/-[a-z_]+$/, "-seen");
  return form?.elements.namedItem(`${name}_seen`) ?? form?.elements.namedItem(row) ?? null;
}
