/** Scripts of the review desk in the admin. */
import "./desk/review-desk.js";
import "./elements/conversation-thread.js";
import "./elements/local-time.js";
import "./elements/practice-player.js";
import "./elements/practice-timeline.js";
import "./elements/status-poll.js";
import { keepTexts } from "./session/keep-texts.js";

// Keeps unsent messages only. The draft has its own store, ./desk/half-typed.js.
document.querySelector("[data-edit-form]")?.setAttribute("data-keep", "no");
keepTexts();
