/**
 * Tells when another demo is chosen in the exercise's form, as the query for its player.
 *
 *     watchDemo((query) => …, signal)      query: URLSearchParams with `video` or `youtube`, or empty
 *
 * Wagtail's choosers write their hidden field without an event, so what changes around it is watched.
 */
const PAUSE_MS = 250;

export function watchDemo(tell, signal) {
  const [video, youtube] = ["demo_video", "demo_youtube_url"].map((name) =>
    document.querySelector(`[name="${name}"]`),
  );
  if (!video || !youtube) return;
  let known = demoQuery(video.value, youtube.value).toString();
  let waiting = 0;
  const look = () => {
    const query = demoQuery(video.value, youtube.value);
    if (query.toString() === known) return;
    known = query.toString();
    tell(query);
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE_MS);
  };
  const observer = new MutationObserver(soon);
  const around = video.closest(".chooser, [data-chooser]")?.parentElement ?? video.parentElement;
  observer.observe(around, { attributes: true, childList: true, subtree: true });
  for (const input of [video, youtube]) {
    input.addEventListener("input", soon, { signal });
    input.addEventListener("change", soon, { signal });
  }
  signal.addEventListener("abort", () => observer.disconnect());
}

export function demoQuery(video, youtube) {
  const query = new URLSearchParams();
  if (video) query.set("video", video);
  else if (youtube.trim()) query.set("youtube", youtube.trim());
  return query;
}
