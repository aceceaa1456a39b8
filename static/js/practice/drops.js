/**
 * Files dropped on an element.
 *
 *     acceptDrops(zone, (files) => …, signal)
 */
export function acceptDrops(zone, take, signal) {
  const over = (isOver) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.toggleAttribute("data-over", isOver);
  };
  zone.addEventListener("dragenter", over(true), { signal });
  zone.addEventListener("dragover", over(true), { signal });
  zone.addEventListener("dragleave", over(false), { signal });
  zone.addEventListener(
    "drop",
    (event) => {
      over(false)(event);
      take([...event.dataTransfer.files]);
    },
    { signal },
  );
}
