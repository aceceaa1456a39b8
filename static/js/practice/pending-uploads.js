/**
 * Uploads that were started here and not handed in yet, so that a reload loses nothing.
 *
 *     await remember({ takeId, exercise, kind, file });      a copy of the file too, if there is room
 *     const unfinished = await recall(exercise);             { id, name, size, lastModified, kind, file? } or null
 *     await forget(takeId);
 *
 * An upload that is running in another tab is not offered: the uploading tab holds a lock on it.
 */
import { pagePerson } from "../session/page-person.js";
import { roomLeft, store } from "./database.js";

const COPY_LIMIT = 1024 ** 3;
const KEEP_MS = 7 * 24 * 3600 * 1000;
const uploads = store("uploads");

export async function remember({ takeId, exercise, kind, file }) {
  const { name, size, type, lastModified } = file;
  const row = { id: takeId, person: pagePerson(), exercise, kind, name, size, type, lastModified, at: Date.now() };
  await uploads.put(row).catch(() => {});
  if (await hasRoomFor(size)) await uploads.put({ ...row, file }).catch(() => {});
}

export async function recall(exercise) {
  const rows = await uploads.all().catch(() => []);
  await Promise.all(rows.filter(isOld).map((row) => forget(row.id)));
  const busy = await busyElsewhere();
  const mine = rows.filter((row) => row.exercise === exercise && isMine(row) && !isOld(row) && !busy.has(row.id));
  return mine.sort((a, b) => b.at - a.at)[0] ?? null;
}

export function forget(takeId) {
  return uploads.delete(takeId).catch(() => {});
}

/** Runs `work` while holding the upload's lock. */
export function whileHolding(takeId, work) {
  return navigator.locks ? navigator.locks.request(lockName(takeId), work) : work();
}

async function busyElsewhere() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map((lock) => lock.name.replace(lockName(""), "")));
}

async function hasRoomFor(size) {
  if (size > COPY_LIMIT) return false;
  const room = await roomLeft();
  return room === null || room > size * 1.2;
}

const isMine = (row) => row.person === pagePerson();
const isOld = (row) => Date.now() - row.at > KEEP_MS;
const lockName = (takeId) => `practika-upload-${takeId}`;
