/**
 * Follows a take that was handed in until it can be watched, and on until all qualities are there.
 *
 *     const stop = followTake({ api, clipId, view, onSettled: (status) => … });
 */
import { poll } from "../lib/poll.js";

export function followTake({ api, clipId, view, onWatchable = () => {}, onFailed = () => {} }) {
  const ask = () => api.get(`/api/v1/clips/${clipId}/status/`);
  const onAnswer = (status) => {
    view.phase(status.phase, status.percent || null);
    // While it waits for a part of the portal to come back: said, and taken back by itself.
    if (status.state !== "failed") view.problem(status.is_watchable ? null : status.error);
    if (status.state === "failed") onFailed(status);
    else if (status.is_watchable) onWatchable(status);
    else tellWhere(view, status);
    return status.is_watchable || status.state === "failed";
  };
  return poll(ask, { onAnswer, onError: (error) => error.status === 404, maxMs: 4000 });
}

function tellWhere(view, { phase, percent }) {
  if (phase !== "preparing") return view.tell("waitingInLine");
  // Every ten percent is news enough for somebody who listens.
  return view.tell("preparingNow", { percent: Math.floor((percent ?? 0) / 10) * 10 });
}
