/**
 * The safety copy of a recording: each second goes to this browser's own storage as it is recorded.
 *
 *     const copy = await beginCopy({ exercise, type });         null where nothing can be kept
 *     copy.add(blob);   await copy.finish(durationMs);   await copy.drop();
 *     const lost = await lostRecording(exercise);               { id, at, durationMs, file() } or null
 */
import { chunksOf, roomLeft, store } from "./database.js";

const LEAST_ROOM = 50 * 1024 ** 2;
const KEEP_MS = 7 * 24 * 3600 * 1000;
const recordings = store("recordings");
const chunks = store("chunks");

export async function beginCopy({ exercise, type }) {
  const row = { id: crypto.randomUUID(), exercise, type, at: Date.now(), durationMs: 0 };
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

/** The latest one that was neither handed in nor thrown away, and that no open page is making. */
export async function lostRecording(exercise) {
  const rows = await recordings.all().catch(() => []);
  await Promise.all(rows.filter(isOld).map((row) => dropRecording(row.id)));
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const busy = new Set(held.map((lock) => lock.name));
  const mine = rows.filter((row) => row.exercise === exercise && row.durationMs && !isOld(row));
  const row = mine.filter(({ id }) => !busy.has(lockName(id))).sort((a, b) => b.at - a.at)[0];
  return row ? { ...row, blob: () => joined(row) } : null;
}

/** Held while the recording is on a page, so that another tab does not offer it. Returns the release. */
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

const isOld = (row) => Date.now() - row.at > KEEP_MS;
const lockName = (id) => `practika-recording-${id}`;
