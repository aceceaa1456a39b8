/** What stands above the deck: the picture, the spinner, YouTube's curtain, and notices. */
import { make } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { text } from "../lib/text.js";

export function buildStage(player) {
  return player.isYouTube ? youTubeStage(player) : videoStage(player);
}

function videoStage(player) {
  const video = player.querySelector("video") ?? make("video", { playsinline: true });
  video.controls = false;
  video.slot = "media";
  video.preload = "metadata";
  const poster = player.getAttribute("poster");
  if (poster) video.poster = poster;
  const controller = make("media-controller", {
    id: `${player.id}-stage`,
    class: "player__stage",
    nohotkeys: true,
    noautohide: true,
  });
  const spinner = make("media-loading-indicator", { slot: "centered-chrome", noautohide: true });
  const start = make("media-play-button", { slot: "centered-chrome", class: "player__start", notooltip: true });
  controller.append(video, spinner, start);
  return controller;
}

/** Nothing is asked of YouTube until the button is pressed. */
function youTubeStage(player) {
  player.querySelector("video")?.remove();
  const stage = make("div", { id: `${player.id}-stage`, class: "player__stage player__stage--youtube" });
  const poster = player.getAttribute("poster");
  if (poster) stage.style.backgroundImage = `url(${JSON.stringify(poster)})`;
  const button = make("button", { type: "button", class: "button button--accent" }, icon("play"), text("youtubePlay"));
  const cover = make("div", { class: "player__cover" }, button, make("p", {}, text("youtubeNotice")));
  button.addEventListener("click", () => player.play());
  stage.append(cover);
  return stage;
}

export function showTrouble(player, reason, onRetry) {
  clearTrouble(player);
  const notice = make("div", { class: "player__notice", role: "alert" }, make("span", {}, text(reason)));
  if (onRetry) {
    const button = make("button", { type: "button", class: "button button--small" }, text("tryAgain"));
    button.addEventListener("click", () => (clearTrouble(player), onRetry()));
    notice.append(button);
  }
  player.querySelector(".player__stage").after(notice);
}

export function clearTrouble(player) {
  player.querySelector(".player__notice")?.remove();
}
