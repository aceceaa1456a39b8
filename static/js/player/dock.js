/**
 * Keeps a player visible on narrow screens while the remarks below it scroll: small, at the top.
 * Its place in the page keeps its height, so that nothing jumps.
 *
 *     const dock = new Dock(player);     …     dock.end();
 *
 * Styles: practice-player[data-docked] in css/components/player.css.
 */

/** Wider screens show remarks beside the player, shorter ones have no room for both. */
const FITS = "(width < 62rem) and (height >= 28rem)";
/** The share of the screen that the player still fills when it docks, and the most it may fill then. */
const SHARE = 0.4;
const MOST = 0.55;

export class Dock {
  #abort = new AbortController();
  #isTooHigh = false;
  #sight = null;
  #width = window.innerWidth;

  constructor(player) {
    this.player = player;
    this.place = player.parentElement;
    this.fits = window.matchMedia(FITS);
    const { signal } = this.#abort;
    this.fits.addEventListener("change", () => this.#watch(), { signal });
    window.addEventListener("resize", () => this.#resized(), { signal });
    this.#watch();
  }

  end() {
    this.#abort.abort();
    this.#sight?.disconnect();
    this.#undock();
  }

  #watch() {
    this.#sight?.disconnect();
    this.#isTooHigh = false;
    this.#undock();
    if (!this.fits.matches) return;
    const rootMargin = `-${SHARE * 100}% 0px 0px 0px`;
    this.#sight = new IntersectionObserver(([entry]) => this.#look(entry), { rootMargin });
    this.#sight.observe(this.place);
  }

  /** A phone's address bar changes the height while scrolling; only a new width means a new layout. */
  #resized() {
    if (window.innerWidth === this.#width) return;
    this.#width = window.innerWidth;
    this.#watch();
  }

  #look({ isIntersecting, boundingClientRect }) {
    const isAbove = !isIntersecting && boundingClientRect.bottom < window.innerHeight * (SHARE + 0.02);
    if (isAbove && this.#hasRemarks && !this.#isTooHigh) this.#dock();
    else if (!isAbove) this.#undock();
  }

  get #hasRemarks() {
    return Boolean(document.querySelector(`marker-list[for="${this.player.id}"] [data-marker-id]`));
  }

  #dock() {
    this.place.style.blockSize = `${this.place.offsetHeight}px`;
    this.player.toggleAttribute("data-docked", true);
    const height = this.player.offsetHeight;
    this.#isTooHigh = height > window.innerHeight * MOST;
    if (this.#isTooHigh) return this.#undock();
    document.documentElement.style.setProperty("--docked", `${height}px`);
  }

  #undock() {
    this.player.toggleAttribute("data-docked", false);
    this.place.style.blockSize = "";
    document.documentElement.style.removeProperty("--docked");
  }
}
