/** The part above the deck: the picture, the start button, the YouTube cover, and notices. */
import { make, numberAttribute } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { text } from "../lib/text.js";

export function buildStage(player) {
  return player.isYouTube ? youTubeStage(player) : videoStage(player);
}

function videoStage(player) {
  const video = player.querySelector("video") ?? make("video", { playsinline: true });
  video.controls = false;
  if (video.paused) forgetPlainFile(video);
  const poster = player.getAttribute("poster");
  if (poster) video.poster = poster;
  const stage = make("div", { id: `${player.id}-stage`, class: "player__stage" }, video);
  if (player.hasAttribute("label")) nameStage(stage, player.getAttribute("label"));
  stage.append(startButton(player), make("span", { class: "player__spinner", "aria-hidden": true }));
  fitShape(stage, video);
  video.addEventListener("click", () => player.togglePlay());
  return stage;
}

/** Removes the plain file for pages without scripts, unless it is already playing. */
function forgetPlainFile(video) {
  video.replaceChildren(...video.querySelectorAll("track"));
  video.load();
}

function nameStage(stage, label) {
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", label);
}

function startButton(player) {
  const button = make("button", { type: "button", class: "player__start", "aria-label": text("play") }, icon("play"));
  button.addEventListener("click", () => player.play());
  return button;
}

/** The stage takes the picture's aspect ratio: from the page, else from the video once it has loaded. */
function fitShape(stage, video) {
  const [width, height] = ["width", "height"].map((name) => numberAttribute(video, name));
  if (width && height) stage.style.setProperty("--shape", `${width} / ${height}`);
  else video.addEventListener("loadedmetadata", () => fitTo(stage, video));
}

function fitTo(stage, { videoWidth, videoHeight }) {
  if (videoWidth && videoHeight) stage.style.setProperty("--shape", `${videoWidth} / ${videoHeight}`);
}

/** Nothing is loaded from YouTube until the button is pressed. */
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

/** Shows the last picture while another player has the turn, if `isWanted` once it is captured. */
export async function showStill(player, still, isWanted) {
  const picture = await still;
  if (!picture || !isWanted()) return;
  const { video } = player;
  const address = URL.createObjectURL(picture);
  video.poster = address;
  video.addEventListener("loadeddata", () => URL.revokeObjectURL(address), { once: true });
}

/** Scrolls only if less than half of the picture is visible. */
export function bringIntoSight(player) {
  const { top, bottom, height } = player.querySelector(".player__stage").getBoundingClientRect();
  const seen = Math.min(bottom, window.innerHeight) - Math.max(top, 0);
  if (seen < height / 2) player.scrollIntoView({ block: "nearest" });
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
