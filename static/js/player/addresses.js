/**
 * The signed URLs in media playlists: one for all the bytes of a rendition, valid for a while.
 *
 *     const addresses = new Addresses();
 *     addresses.learn(playlistUrl, text);       stores what was already fetched
 *     addresses.isFresh(playlistUrl)            whether its URL is still valid for one more request
 *     addresses.known(playlistUrl)              the newest URL
 *     await addresses.renew(playlistUrl)        fetches the playlist again; the new URL
 *
 * `renew` throws Refused if the portal refuses, and Changed if the playlist lists different bytes.
 */
import { portalFetch } from "../session/portal-fetch.js";

const REFUSED = new Set([401, 403, 404, 410]);
const SHARE_TO_USE = 0.75;
const PATIENCE_MS = 10_000;

export class Refused extends Error {}
export class Changed extends Error {}

export class Addresses {
  #asking = new Map();
  #known = new Map();

  constructor({ fetch = portalFetch, now = Date.now } = {}) {
    Object.assign(this, { fetch, now });
  }

  learn(playlist, text, askedAt = this.now()) {
    const { goodForMs, ...read } = readPlaylist(playlist, text);
    this.#known.set(playlist, { ...read, freshUntil: askedAt + goodForMs * SHARE_TO_USE });
  }

  known(playlist) {
    return this.#known.get(playlist)?.address;
  }

  /** Also true for unknown playlists. */
  isFresh(playlist) {
    return this.now() < (this.#known.get(playlist)?.freshUntil ?? Infinity);
  }

  /** Concurrent callers share one request. */
  renew(playlist) {
    if (!this.#asking.has(playlist)) {
      const asking = this.#ask(playlist).finally(() => this.#asking.delete(playlist));
      this.#asking.set(playlist, asking);
    }
    return this.#asking.get(playlist);
  }

  async #ask(playlist) {
    const askedAt = this.now();
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await this.fetch(playlist, { credentials: "same-origin", cache: "no-store", signal, ask: "notify" });
    if (REFUSED.has(answer.status)) throw new Refused(`${answer.status}`);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const text = await answer.text();
    const before = this.#known.get(playlist);
    if (before && before.layout !== readPlaylist(playlist, text).layout) throw new Changed();
    this.learn(playlist, text, askedAt);
    return this.known(playlist);
  }
}

/** `layout` is everything in a playlist except the URL. */
function readPlaylist(playlist, text) {
  const uri = /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1] ?? "";
  const seconds = /#EXT-X-PRACTIKA-GOOD-FOR:(\d+)/.exec(text)?.[1] ?? Infinity;
  return {
    address: new URL(uri, playlist).href,
    layout: text.split(uri).join(""),
    goodForMs: Number(seconds) * 1000,
  };
}
