/**
 * Follows a take that was handed in until it can be watched or has failed.
 *
 *     const stop = followTake({ api, takeId, view, onWatchable: (status) => …, onFailed: (status) => … });
 */
import { poll } from "../lib/poll.js";

export function followTake({ api, takeId, view, onWatchable = () => {}, onFailed = () => {} }) {
  const ask = () => api.get(`/api/v1/clips/${takeId}/status/`, { ask: "quietly" });
  const onAnswer = (status) => {
    view.phase(status.phase, status.percent || null);
    // Shown while it waits for a part of the portal to come back; it disappears by itself.
    if (status.state !== "failed") view.problem(status.is_watchable ? null : status.error);
    if (status.state === "failed") onFailed(status);
    else if (status.is_watchable) onWatchable(status);
    else announceProgress(view, status);
    return status.is_watchable || status.state === "failed";
  };
  return poll(ask, { onAnswer, onError: (error) => [403, 404].includes(error.status), maxMs: 4000 });
}

function announceProgress(view, { phase, percent }) {
  if (phase !== "preparing") return view.announce("waitingInLine");
  // Every ten percent is often enough for somebody using a screen reader.
  return view.announce("preparingNow", { percent: Math.floor((percent ?? 0) / 10) * 10 });
}
