/**
 * The addresses that media playlists carry: one for all the bytes of a rendition, good for a while.
 *
 *     const addresses = new Addresses();
 *     addresses.learn(playlistUrl, text);       what was fetched already
 *     addresses.isFresh(playlistUrl)            whether its address will last for one more request
 *     addresses.known(playlistUrl)              the newest address
 *     await addresses.renew(playlistUrl)        asks for the playlist again; the new address
 *
 * `renew` throws Refused where the portal says no, and Changed where the playlist lists other bytes.
 */
const REFUSED = new Set([401, 403, 404, 410]);
const SHARE_TO_USE = 0.75;
const PATIENCE_MS = 10_000;

export class Refused extends Error {}
export class Changed extends Error {}

export class Addresses {
  #asking = new Map();
  #known = new Map();

  constructor({ fetch = (...request) => globalThis.fetch(...request), now = Date.now } = {}) {
    Object.assign(this, { fetch, now });
  }

  learn(playlist, text, askedAt = this.now()) {
    const { goodForMs, ...read } = readPlaylist(playlist, text);
    this.#known.set(playlist, { ...read, freshUntil: askedAt + goodForMs * SHARE_TO_USE });
  }

  known(playlist) {
    return this.#known.get(playlist)?.address;
  }

  /** True also for what we know nothing of. */
  isFresh(playlist) {
    return this.now() < (this.#known.get(playlist)?.freshUntil ?? Infinity);
  }

  /** Asks once for all who wait. */
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
    const answer = await this.fetch(playlist, { credentials: "same-origin", cache: "no-store", signal });
    if (REFUSED.has(answer.status)) throw new Refused(`${answer.status}`);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const text = await answer.text();
    const before = this.#known.get(playlist);
    if (before && before.layout !== readPlaylist(playlist, text).layout) throw new Changed();
    this.learn(playlist, text, askedAt);
    return this.known(playlist);
  }
}

/** `layout` is all that a playlist says besides the address. */
function readPlaylist(playlist, text) {
  const uri = /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1] ?? "";
  const seconds = /#EXT-X-PRACTIKA-GOOD-FOR:(\d+)/.exec(text)?.[1] ?? Infinity;
  return {
    address: new URL(uri, playlist).href,
    layout: text.split(uri).join(""),
    goodForMs: Number(seconds) * 1000,
  };
}
