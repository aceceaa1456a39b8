/**
 * Conversations on the desk: each is shown under the remark it is about. Without scripts they are all
 * listed below the form.
 *
 *     const talk = new Talk(desk, remarks, signal);
 *     talk.place();      after rows were added, brought back or sorted
 *
 * A message has its own form (../elements/conversation-thread.js), separate from the draft's. Its submit
 * event must not reach Wagtail's form, which would think it was submitted itself.
 */
const THREAD = "conversation-thread";

export class Talk {
  #signal;
  #isolated = new WeakSet();

  constructor(desk, remarks, signal) {
    this.desk = desk;
    this.remarks = remarks;
    this.#signal = signal;
    desk.addEventListener("talk:renewed", () => this.place(), { signal });
    this.place();
    this.#showTarget();
  }

  place() {
    const rows = new Map(this.remarks.rows.map((row) => [row.uid, row.element]));
    const list = this.desk.querySelector("#desk-talk-list");
    this.#removeOld(list);
    for (const thread of this.desk.querySelectorAll(THREAD)) {
      this.#isolateSubmit(thread);
      if (!thread.dataset.markerUid) continue;
      const place = rows.get(thread.dataset.markerUid) ?? list;
      if (thread.parentElement !== place) place.append(thread);
    }
  }

  /** A refreshed list includes threads that are already shown under a remark: removes the old ones. */
  #removeOld(list) {
    const fresh = new Map([...list.querySelectorAll(THREAD)].map((thread) => [thread.id, thread]));
    for (const thread of this.desk.querySelectorAll(THREAD)) {
      if (fresh.has(thread.id) && fresh.get(thread.id) !== thread) thread.remove();
    }
  }

  #isolateSubmit(thread) {
    if (this.#isolated.has(thread)) return;
    this.#isolated.add(thread);
    thread.addEventListener("submit", (event) => event.stopPropagation(), { signal: this.#signal });
  }

  /** The browser scrolled to it before it was moved under its remark. */
  #showTarget() {
    const id = location.hash.slice(1);
    const thread = id ? document.getElementById(id) : null;
    if (thread?.matches(THREAD)) thread.scrollIntoView({ block: "center" });
  }
}
