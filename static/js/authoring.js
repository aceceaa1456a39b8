/** What the course editor in the admin upgrades. */
import "./elements/practice-player.js";
import "./elements/practice-timeline.js";
