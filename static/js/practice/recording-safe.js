/**
 * The safety copy of a recording: each second is saved to this browser's storage as it is recorded.
 *
 *     const copy = await beginCopy({ exercise, type });         null if nothing can be stored
 *     copy.add(blob);   await copy.finish(durationMs);   await copy.drop();
 *     const lost = await lostRecording(exercise);               { id, at, durationMs, file() } or null
 */
import { pagePerson } from "../session/page-person.js";
import { chunksOf, roomLeft, store } from "./database.js";

const LEAST_ROOM = 50 * 1024 ** 2;
const KEEP_MS = 7 * 24 * 3600 * 1000;
const recordings = store("recordings");
const chunks = store("chunks");

export async function beginCopy({ exercise, type }) {
  const row = { id: crypto.randomUUID(), person: pagePerson(), exercise, type, at: Date.now(), durationMs: 0 };
  try {
    const room = await roomLeft();
    if (room !== null && room < LEAST_ROOM) return null;
    await recordings.put(row);
    return new SafetyCopy(row);
  } catch {
    return null;
  }
}

class SafetyCopy {
  #number = 0;
  #writing = Promise.resolve();

  constructor(row) {
    this.row = row;
    this.id = row.id;
  }

  add(blob, durationMs) {
    const chunk = { recording: this.id, number: (this.#number += 1), blob };
    this.row.durationMs = durationMs;
    this.#writing = this.#writing
      .then(() => chunks.put(chunk))
      .then(() => recordings.put(this.row))
      .catch(() => {});
  }

  async drop() {
    await this.#writing;
    await dropRecording(this.id);
  }
}

/** The latest one that was neither handed in nor discarded, and that isn't open on another page. */
export async function lostRecording(exercise) {
  const rows = await recordings.all().catch(() => []);
  await Promise.all(rows.filter(isOld).map((row) => dropRecording(row.id)));
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const busy = new Set(held.map((lock) => lock.name));
  const mine = rows.filter((row) => row.exercise === exercise && isMine(row) && row.durationMs && !isOld(row));
  const row = mine.filter(({ id }) => !busy.has(lockName(id))).sort((a, b) => b.at - a.at)[0];
  return row ? { ...row, blob: () => joined(row) } : null;
}

/** Locks the recording while it is on a page, so that no other tab offers it. Returns the release. */
export function holdRecording(id) {
  let release;
  const kept = new Promise((resolve) => (release = resolve));
  navigator.locks?.request(lockName(id), () => kept);
  return release;
}

export async function dropRecording(id) {
  await recordings.delete(id).catch(() => {});
  await chunks.delete(chunksOf(id)).catch(() => {});
}

async function joined({ id, type }) {
  const rows = await chunks.all(chunksOf(id));
  return new Blob(
    rows.map((row) => row.blob),
    { type },
  );
}

/** On a shared computer, nobody is offered somebody else's recording. */
const isMine = (row) => row.person === pagePerson();
const isOld = (row) => Date.now() - row.at > KEEP_MS;
const lockName = (id) => `practika-recording-${id}`;
