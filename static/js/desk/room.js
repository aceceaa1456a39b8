/**
 * On a narrow screen Wagtail's side panel covers the whole page. If it was left open in another editor,
 * it would hide the take, so the desk closes it at the start.
 */
const COVERS_THE_PAGE = "(width < 56.25em)";

export function closeSidePanel() {
  if (!matchMedia(COVERS_THE_PAGE).matches) return;
  // Wagtail reopens the panel a moment after the page has loaded.
  setTimeout(() => {
    if (document.body.classList.contains("side-panel-open")) {
      document.querySelector("[data-form-side-close-button]")?.click();
    }
  }, 50);
}
