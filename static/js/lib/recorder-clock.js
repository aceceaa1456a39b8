/**
 * The recorded time, without the pauses.
 *
 *     const clock = recorderClock(() => performance.now());
 *     clock.go();   clock.hold();   clock.ms
 */
export function recorderClock(now) {
  let kept = 0;
  let since = null;
  return {
    get ms() {
      return Math.round(kept + (since === null ? 0 : now() - since));
    },
    go() {
      since ??= now();
    },
    hold() {
      kept = this.ms;
      since = null;
    },
  };
}
