/**
 * A moment, a loop or a remark in the address: ?t=83500 (ms), ?t=83.5s, ?t=1:23.5, ?loop=5000-9000,
 * ?c=<the remark's id>.
 *
 *     readDeepLink("?t=1:23&loop=5000-9000")   { atMs: 83000, loop: { startMs: 5000, endMs: 9000 }, remark: null }
 *     linkTo("https://…/take/", { atMs: 1500 })  "https://…/take/?t=1500"
 */
import { parseTimecode } from "./timecode.js";

export function readDeepLink(search) {
  const query = new URLSearchParams(search);
  return { atMs: readMoment(query.get("t")), loop: readLoop(query.get("loop")), remark: query.get("c") || null };
}

export function linkTo(address, { atMs, loop } = {}) {
  const url = new URL(address);
  url.searchParams.delete("t");
  url.searchParams.delete("loop");
  if (Number.isFinite(atMs)) url.searchParams.set("t", Math.round(atMs));
  if (loop) url.searchParams.set("loop", `${Math.round(loop.startMs)}-${Math.round(loop.endMs)}`);
  return url.href;
}

function readMoment(value) {
  if (!value) return null;
  if (/^\d+$/.test(value)) return Number(value);
  return parseTimecode(value.replace(/s$/, ""));
}

function readLoop(value) {
  const match = /^(\d+)-(\d+)$/.exec(value ?? "");
  if (!match || Number(match[1]) >= Number(match[2])) return null;
  return { startMs: Number(match[1]), endMs: Number(match[2]) };
}
