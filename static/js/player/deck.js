/**
 * The controls under the picture. The deck only asks the player to do things and shows what it says:
 * `show(state)` is called whenever something changed.
 */
import "media-chrome/dist/media-play-button.js";
import "media-chrome/dist/media-mute-button.js";
import "media-chrome/dist/media-volume-range.js";
import "media-chrome/dist/media-fullscreen-button.js";
import "media-chrome/dist/media-captions-button.js";
import { make } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { text } from "../lib/text.js";
import { formatTimecode } from "../lib/timecode.js";
import { Scrubber } from "./scrubber.js";

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

export class Deck {
  constructor(player, controllerId) {
    this.player = player;
    this.scrubber = new Scrubber(player);
    this.now = make("b");
    this.total = make("span");
    this.speed = speedMenu(player);
    this.quality = qualityMenu(player);
    this.buttons = toolButtons(player);
    this.element = make("div", { class: "player__deck" }, this.scrubber.element, this.#row(controllerId));
  }

  #row(mediacontroller) {
    const { back, forward, a, b, loop, mirror, help } = this.buttons;
    const chrome = (tag) => (this.player.isYouTube ? null : make(tag, { mediacontroller }));
    const time = make("span", { class: "player__time", "aria-hidden": true }, this.now, " / ", this.total);
    const start = [chrome("media-play-button"), back, forward, chrome("media-mute-button")];
    const end = [chrome("media-captions-button"), mirror, help, chrome("media-fullscreen-button")];
    const gap = make("span", { class: "player__gap" });
    const tools = make("div", { class: "player__tools" }, a, b, loop, this.speed, this.quality, ...end.slice(0, 3));
    return make("div", { class: "player__row" }, ...start, chrome("media-volume-range"), time, gap, tools, end[3]);
  }

  show(state) {
    this.scrubber.show(state);
    this.now.textContent = formatTimecode(state.nowMs - state.span.startMs, { digits: 1 });
    this.total.textContent = formatTimecode(state.span.endMs - state.span.startMs);
    this.speed.value = String(state.rate);
    this.#showLoop(state);
    setPressed(this.buttons.mirror, state.mirrored);
  }

  showQualities(qualities) {
    const auto = make("option", { value: "-1" }, text("qualityAuto"));
    const rows = qualities.map(({ index, height }) => make("option", { value: index }, `${height}p`));
    this.quality.replaceChildren(auto, ...rows);
    this.quality.hidden = qualities.length < 2;
  }

  #showLoop({ loop, marks }) {
    setPressed(this.buttons.a, Number.isFinite(marks.startMs));
    setPressed(this.buttons.b, Number.isFinite(marks.endMs));
    setPressed(this.buttons.loop, Boolean(loop));
    this.buttons.loop.disabled = !loop && !this.player.canLoop;
  }
}

function toolButtons(player) {
  return {
    back: tool("backFive", "back", () => player.skip(-5000)),
    forward: tool("forwardFive", "forward", () => player.skip(5000)),
    a: tool("loopStart", "A", () => player.markLoop("startMs")),
    b: tool("loopEnd", "B", () => player.markLoop("endMs")),
    loop: tool("loopOn", "loop", () => player.toggleLoop()),
    mirror: player.isYouTube ? null : tool("mirror", "mirror", () => player.toggleMirror()),
    help: tool("shortcuts", "help", () => player.toggleHelp()),
  };
}

function tool(words, face, onClick) {
  const label = text(words);
  const content = face.length === 1 ? face : icon(face);
  const button = make("button", { type: "button", class: "player__button", "aria-label": label, title: label }, content);
  button.addEventListener("click", onClick);
  return button;
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
