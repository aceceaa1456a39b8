/**
 * The upload inside wagtailmedia's chooser. Its script insists on a title, which we make from the
 * file's name, and then calls a function that Wagtail has no more: the browser would send the form
 * itself and show the chooser's JSON in place of the page being written.
 *
 *     mendChooserUpload(document);
 */

/** "My take.final.mp4" → "My take.final" */
export function titleOf(filename) {
  return filename.replace(/\.[^.]+$/, "") || filename;
}

export function mendChooserUpload(root) {
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
