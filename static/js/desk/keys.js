/**
 * The desk's keyboard shortcuts. They take precedence over the player's and Wagtail's, which use some
 * of the same letters, and are off while someone types; see ../lib/shortcuts.js.
 */
import { handleKey, isTyping } from "../lib/shortcuts.js";

const KINDS = ["1", "2", "3", "4"];

export function bindDeskKeys(desk, signal) {
  const map = keyMap(desk);
  const onKeydown = (event) => {
    if (isTyping(event.target)) writingKey(desk, event);
    else handleKey(event, map);
    if (event.defaultPrevented) event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", onKeydown, { capture: true, signal });
}

function keyMap(desk) {
  const kinds = KINDS.map((key, index) => [key, () => desk.chooseKind(index)]);
  return {
    ...Object.fromEntries(kinds),
    m: () => desk.add(),
    Enter: (event) => isOnStage(event.target) && desk.add(),
    "[": () => desk.markStart(),
    "]": () => desk.markEnd(),
    n: () => desk.go(1),
    p: () => desk.go(-1),
    u: () => desk.undo(),
    "?": () => desk.toggleHelp(),
  };
}

function isOnStage(target) {
  return target === document.body || Boolean(target.closest("practice-player, practice-timeline"));
}

/** Only in a remark's fields and in conversations: Wagtail's own fields keep their keys. */
function writingKey(desk, event) {
  if (event.target.closest("conversation-thread")) return talkKey(desk, event);
  if (!event.target.closest("[data-inline-panel-child]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    desk.finish();
  }
  if (event.key === "Escape") {
    event.preventDefault();
    desk.leave();
  }
}

function talkKey(desk, event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
  if (event.key === "Escape") {
    event.preventDefault();
    desk.leave();
  }
}
