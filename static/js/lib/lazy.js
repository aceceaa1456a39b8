/**
 * Loads an element's code when the first one appears on the page, now or later.
 *
 *     loadWhenSeen({ "practice-player": () => import("./elements/practice-player.js") });
 */
export function loadWhenSeen(loaders, root = document) {
  const waiting = new Map(Object.entries(loaders));
  const look = () => {
    for (const [tag, load] of waiting) {
      if (!root.querySelector(tag)) continue;
      waiting.delete(tag);
      load();
    }
    if (!waiting.size) observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true });
  look();
}
