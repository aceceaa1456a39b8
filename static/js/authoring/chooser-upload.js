/**
 * Fixes uploads in wagtailmedia's chooser. Its script requires a title, which we fill in from the file
 * name. Without a title it calls a function that Wagtail no longer has; the browser would then submit
 * the form itself and replace the page being edited with the chooser's JSON.
 *
 *     fixChooserUpload(document);
 */

/** "My take.final.mp4" → "My take.final" */
export function titleOf(filename) {
  return filename.replace(/\.[^.]+$/, "") || filename;
}

export function fixChooserUpload(root) {
  root.addEventListener("submit", prepare, { capture: true });
}

function prepare(event) {
  const form = event.target.closest?.("form.media-upload");
  const file = form?.querySelector("input[type=file]");
  if (!file) return;
  if (!file.files.length) return askForFile(event, file);
  const title = form.querySelector("[name$=title]");
  if (title && !title.value.trim()) title.value = titleOf(file.files[0].name);
}

function askForFile(event, file) {
  event.preventDefault();
  event.stopImmediatePropagation();
  file.required = true;
  file.reportValidity();
  const button = event.target.querySelector("[data-controller~=w-progress]");
  setTimeout(() => button?.setAttribute("data-w-progress-loading-value", "false"));
}
