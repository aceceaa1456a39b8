/**
 * Calls back when another demo is chosen in a form, with the query for its player.
 *
 *     watchDemo(videoInput, youtubeInput, (query) => …, signal)
 *                                     query: URLSearchParams with `video` or `youtube`, or empty
 *
 * Wagtail's choosers set their hidden field without an event, so this observes the elements around it.
 */
const PAUSE_MS = 250;

/** `youtube` is null if only a library video can be chosen. */
export function watchDemo(video, youtube, onChange, signal) {
  const query = () => demoQuery(video.value, youtube?.value ?? "");
  let known = query().toString();
  let waiting = 0;
  const check = () => {
    if (query().toString() === known) return;
    known = query().toString();
    onChange(query());
  };
  const checkSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(check, PAUSE_MS);
  };
  const observer = new MutationObserver(checkSoon);
  const around = video.closest(".chooser, [data-chooser]")?.parentElement ?? video.parentElement;
  observer.observe(around, { attributes: true, childList: true, subtree: true });
  for (const input of [video, youtube]) {
    input?.addEventListener("input", checkSoon, { signal });
    input?.addEventListener("change", checkSoon, { signal });
  }
  signal.addEventListener("abort", () => observer.disconnect());
}

export function demoQuery(video, youtube) {
  const query = new URLSearchParams();
  if (video) query.set("video", video);
  else if (youtube.trim()) query.set("youtube", youtube.trim());
  return query;
}
