/** The custom elements of the student site. Without scripts, pages still work with links and forms. */
import "./elements/confirm-button.js";
import "./elements/copy-link.js";
import "./elements/local-time.js";
import "./elements/site-menu.js";
import "./elements/status-poll.js";
import "./elements/theme-switch.js";
import { loadWhenSeen } from "./lib/lazy.js";
import { reloadForSomebodyElse } from "./session/back-again.js";
import { keepTexts } from "./session/keep-texts.js";

keepTexts();
reloadForSomebodyElse();

loadWhenSeen({
  "practice-player": () => import("./elements/practice-player.js"),
  "practice-timeline": () => import("./elements/practice-timeline.js"),
  "marker-list": () => import("./elements/marker-list.js"),
  "conversation-thread": () => import("./elements/conversation-thread.js"),
  "passage-loops": () => import("./elements/passage-loops.js"),
  "passkey-form": () => import("./elements/passkey-form.js"),
  "live-filter": () => import("./elements/live-filter.js"),
  "my-takes": () => import("./practice/my-takes.js"),
  "segment-form": () => import("./practice/segment-form.js"),
  "take-recorder": () => import("./elements/take-recorder.js"),
  "take-segments": () => import("./practice/take-segments.js"),
  "take-uploader": () => import("./elements/take-uploader.js"),
});
