/** What the course editor in the admin upgrades. */
import { mendChooserUpload } from "./authoring/chooser-upload.js";
import "./authoring/passage-picker.js";
import "./elements/practice-player.js";
import "./elements/practice-timeline.js";

mendChooserUpload(document);
