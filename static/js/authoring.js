/** What the course editor in the admin upgrades. */
import "./authoring/passage-picker.js";
import "./elements/practice-player.js";
import "./elements/practice-timeline.js";
