/**
 * Loads fragments for hls.js from the newest URL of their rendition, so that playback continues when
 * URLs expire: the playlist is fetched again before a URL is too old, and once more when one is
 * refused. The buffer is left alone.
 *
 *     new Hls({ fLoader: renewingLoader(Hls.DefaultConfig.loader, addresses) });
 *
 * An error's `text` is NOT_ALLOWED if the playlist was refused, OTHER_BYTES if it changed.
 */
import { Changed, Refused } from "./addresses.js";

export const NOT_ALLOWED = "playlist refused";
export const OTHER_BYTES = "playlist changed";
const REFUSED = new Set([401, 403, 404, 410]);

export function renewingLoader(Loader, addresses) {
  return class extends Loader {
    #isGone = false;

    load(context, config, callbacks) {
      // Set here for abort(), which may come before the URL does.
      Object.assign(this, { context, config, callbacks });
      const playlist = context.frag.baseurl;
      const again = { ...callbacks, onError: (...error) => this.#refused(callbacks, ...error) };
      if (addresses.isFresh(playlist)) this.#start(addresses.known(playlist), again);
      else this.#renew(callbacks, (address) => this.#start(address, again));
    }

    abort() {
      this.#isGone = true;
      if (this.stats) this.stats.aborted = true;
      super.abort();
    }

    destroy() {
      this.#isGone = true;
      super.destroy();
    }

    #start(address, callbacks) {
      const { context, config, stats } = this;
      context.url = address ?? context.url;
      // hls.js starts a loader once; this one starts again with another URL.
      stats.loading.start = 0;
      super.load(context, config, callbacks);
    }

    /** Uses the old URL if the playlist can't be fetched right now: it may still work. */
    async #renew(callbacks, start) {
      // hls.js measures its timeout from here.
      this.stats.loading.start = performance.now();
      try {
        await addresses.renew(this.context.frag.baseurl);
      } catch (error) {
        if (this.#isGone) return;
        if (error instanceof Refused) return this.#fail(callbacks, 403, NOT_ALLOWED);
        if (error instanceof Changed) return this.#fail(callbacks, 409, OTHER_BYTES);
      }
      if (!this.#isGone) start(addresses.known(this.context.frag.baseurl));
    }

    #refused(callbacks, error, ...rest) {
      if (!REFUSED.has(error.code)) return callbacks.onError(error, ...rest);
      return this.#renew(callbacks, (address) => this.#start(address, callbacks));
    }

    #fail(callbacks, code, text) {
      callbacks.onError({ code, text }, this.context, null, this.stats);
    }
  };
}
