/**
 * The controls under the picture. The deck only calls the player and shows its state: `show(state)` is
 * called whenever something changes. If one row has no room for all controls, the practice tools are
 * behind a button.
 */
import { make } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { text } from "../lib/text.js";
import { formatTimecode } from "../lib/timecode.js";
import { Scrubber } from "./scrubber.js";

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

export class Deck {
  #isPlaying = null;

  constructor(player) {
    this.player = player;
    this.scrubber = new Scrubber(player);
    this.now = make("b");
    this.total = make("span");
    this.speed = speedMenu(player);
    this.quality = qualityMenu(player);
    this.volume = player.isYouTube ? null : volumeBar(player);
    this.buttons = toolButtons(player);
    this.element = make("div", { class: "player__deck" }, this.#line(), this.#row());
    this.buttons.more.addEventListener("click", () => this.#unfold());
    this.showMarkers(player.markers.length > 0);
  }

  #line() {
    const time = make("span", { class: "player__time", "aria-hidden": true }, this.now, " / ", this.total);
    return make("div", { class: "player__line" }, this.scrubber.element, time);
  }

  #row() {
    const { play, previous, frameBack, frameForward, next, more, fullScreen } = this.buttons;
    const main = [play, previous, frameBack, frameForward, next].filter(Boolean);
    const ends = [more, fullScreen].filter(Boolean);
    const gap = make("span", { class: "player__gap" });
    return make("div", { class: "player__row" }, ...main, gap, this.#tools(), ...ends);
  }

  #tools() {
    const { back, forward, mute, a, b, loop, captions, mirror, help, more } = this.buttons;
    const id = `${this.player.id}-tools`;
    more.setAttribute("aria-controls", id);
    const tools = [back, forward, mute, this.volume, a, b, loop, this.speed, this.quality, captions, mirror, help];
    return make("div", { class: "player__tools", id }, ...tools.filter(Boolean));
  }

  show(state) {
    this.scrubber.show(state);
    this.now.textContent = formatTimecode(state.nowMs - state.span.startMs, { digits: 1 });
    this.total.textContent = formatTimecode(state.span.endMs - state.span.startMs);
    this.speed.value = String(state.rate);
    this.#showPlaying(!state.paused);
    this.#showLoop(state);
    this.#showSound(state);
    setPressed(this.buttons.mirror, state.mirrored);
  }

  showQualities(qualities) {
    const auto = make("option", { value: "-1" }, text("qualityAuto"));
    const rows = qualities.map(({ index, height }) => make("option", { value: index }, `${height}p`));
    this.quality.replaceChildren(auto, ...rows);
    this.quality.hidden = qualities.length < 2;
  }

  showMarkers(areThere) {
    for (const button of [this.buttons.previous, this.buttons.next]) button.hidden = !areThere;
  }

  #unfold() {
    const isOpen = this.element.toggleAttribute("data-open");
    this.buttons.more.setAttribute("aria-expanded", String(isOpen));
  }

  /** The label and the icon show what pressing the button does. */
  #showPlaying(isPlaying) {
    if (isPlaying === this.#isPlaying) return;
    this.#isPlaying = isPlaying;
    relabel(this.buttons.play, text(isPlaying ? "pause" : "play"), icon(isPlaying ? "pause" : "play"));
  }

  #showSound({ isMuted }) {
    setPressed(this.buttons.mute, isMuted);
    if (this.volume) this.volume.value = isMuted ? 0 : this.player.video.volume;
    if (this.buttons.captions) this.buttons.captions.hidden = !this.player.video.textTracks.length;
  }

  #showLoop({ loop, marks }) {
    setPressed(this.buttons.a, Number.isFinite(marks.startMs));
    setPressed(this.buttons.b, Number.isFinite(marks.endMs));
    setPressed(this.buttons.loop, Boolean(loop));
    this.buttons.loop.disabled = !loop && !this.player.canLoop;
  }
}

function toolButtons(player) {
  const own = (words, face, onClick) => (player.isYouTube ? null : tool(words, face, onClick));
  const more = tool("moreTools", "more");
  more.classList.add("player__more");
  more.setAttribute("aria-expanded", "false");
  const help = tool("shortcuts", "help", () => player.toggleHelp());
  help.classList.add("player__keys");
  return {
    play: tool("play", "play", () => player.togglePlay()),
    previous: tool("previousRemark", "previousRemark", () => player.stepMarker(-1)),
    frameBack: tool("previousFrame", "frameBack", () => player.step(-1)),
    frameForward: tool("nextFrame", "frameForward", () => player.step(1)),
    next: tool("nextRemark", "nextRemark", () => player.stepMarker(1)),
    back: tool("backFive", "back", () => player.skip(-5000)),
    forward: tool("forwardFive", "forward", () => player.skip(5000)),
    mute: own("muteSound", "sound", () => player.toggleMute()),
    a: tool("loopStart", "A", () => player.markLoop("startMs")),
    b: tool("loopEnd", "B", () => player.markLoop("endMs")),
    loop: tool("loopOn", "loop", () => player.toggleLoop()),
    captions: own("captions", "captions", () => player.toggleCaptions()),
    mirror: own("mirror", "mirror", () => player.toggleMirror()),
    help,
    more,
    fullScreen: own("fullScreen", "fullScreen", () => player.toggleFullScreen()),
  };
}

function tool(words, face, onClick) {
  const button = make("button", { type: "button", class: "player__button" });
  relabel(button, text(words), face.length === 1 ? face : icon(face));
  if (onClick) button.addEventListener("click", onClick);
  return button;
}

function relabel(button, label, content) {
  button.setAttribute("aria-label", label);
  button.title = label;
  button.replaceChildren(content);
}

function volumeBar(player) {
  const bar = make("input", { type: "range", class: "player__volume", min: 0, max: 1, step: 0.05, "aria-label": text("volume") });
  bar.addEventListener("input", () => {
    player.video.volume = Number(bar.value);
    player.video.muted = bar.value === "0";
  });
  return bar;
}

function speedMenu(player) {
  const options = SPEEDS.map((speed) => make("option", { value: speed }, `${speed}×`));
  const menu = make("select", { class: "player__select", "aria-label": text("speed"), title: text("speed") }, ...options);
  menu.addEventListener("change", () => (player.rate = Number(menu.value)));
  return menu;
}

function qualityMenu(player) {
  const label = text("quality");
  const menu = make("select", { class: "player__select", "aria-label": label, title: label, hidden: true });
  menu.addEventListener("change", () => player.setQuality(Number(menu.value)));
  return menu;
}

function setPressed(button, isOn) {
  button?.setAttribute("aria-pressed", String(isOn));
}
