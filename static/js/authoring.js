/** Scripts of the course editor in the admin. */
import { clearPausedIndicator } from "./authoring/autosave-indicator.js";
import { fixChooserUpload } from "./authoring/chooser-upload.js";
import { showChosenVideos } from "./authoring/chosen-video.js";
import "./authoring/passage-picker.js";
import "./authoring/people-picker.js";
import { saveInTurn } from "./authoring/save-in-turn.js";
import "./elements/practice-player.js";
import "./elements/practice-timeline.js";

fixChooserUpload(document);
saveInTurn(document);
clearPausedIndicator(document);
showChosenVideos(document.body, document.querySelector("script[data-chosen-video]").dataset.chosenVideo);
