/**
 * Shows a chosen library video below its chooser: poster, length, and whether it plays yet.
 *
 *     showChosenVideos(document.body, "/admin/courses/chosen-video/");
 *
 * Choosers can appear with blocks and rows at any time, and set their hidden field without an event. So
 * this observes changes on the page and checks all choosers once it is quiet.
 */
import { portalFetch } from "../session/portal-fetch.js";

const PAUSE_MS = 250;
const UNSETTLED_MS = 5000;
const CHOOSER = ".media-chooser";

export function showChosenVideos(root, address) {
  let waiting = 0;
  const look = () => root.querySelectorAll(CHOOSER).forEach((chooser) => show(chooser, address));
  const observer = new MutationObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE_MS);
  });
  observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["class", "value"] });
  look();
}

async function show(chooser, address) {
  const video = videoOf(chooser);
  if (chooser.dataset.shows === video) return;
  chooser.dataset.shows = video;
  place(chooser, "");
  if (video) await fill(chooser, video, address);
}

async function fill(chooser, video, address) {
  const answer = await portalFetch(`${address}?video=${encodeURIComponent(video)}`, { ask: "quietly" }).catch(() => null);
  if (!answer?.ok || answer.redirected || videoOf(chooser) !== video) return;
  place(chooser, await answer.text());
  const isUnsettled = chooser.parentElement?.querySelector("[data-unsettled]");
  if (isUnsettled) setTimeout(() => videoOf(chooser) === video && fill(chooser, video, address), UNSETTLED_MS);
}

/** The hidden field's id is the chooser's without "-chooser". */
export function videoOf(chooser) {
  if (!chooser.isConnected || chooser.classList.contains("blank")) return "";
  return document.getElementById(chooser.id.replace(/-chooser$/, ""))?.value ?? "";
}

function place(chooser, html) {
  const old = chooser.nextElementSibling?.matches(".chosen-video") ? chooser.nextElementSibling : null;
  const fresh = document.createRange().createContextualFragment(html).querySelector(".chosen-video");
  if (old && fresh) old.replaceWith(fresh);
  else if (fresh) chooser.after(fresh);
  else old?.remove();
}
