/**
 * Clears "Autosave is paused" once the invalid edits are undone. The form is then as it was last saved,
 * so Wagtail sends no further request that would clear it.
 *
 *     clearPausedIndicator(document);
 */
const PAUSED = "paused";

export function clearPausedIndicator(root) {
  root.addEventListener("w-unsaved:clear", () => {
    const indicator = root.querySelector("#w-autosave-indicator");
    if (indicator?.dataset.wAutosaveStateValue !== PAUSED) return;
    indicator.dataset.wAutosaveStateValue = "saved";
    indicator.dataset.wTooltipContentValue = "";
  });
}
