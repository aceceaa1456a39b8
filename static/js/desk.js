/** What the review desk in the admin upgrades. */
import "./desk/review-desk.js";
import "./elements/local-time.js";
import "./elements/practice-player.js";
import "./elements/practice-timeline.js";
import "./elements/status-poll.js";
