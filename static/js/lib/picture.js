/**
 * Where the picture is in its box when it is scaled to fit (object-fit: contain).
 *
 *     pictureBox(1600, 900, 900, 900)   { x: 350, y: 0, width: 900, height: 900 }
 */
export function pictureBox(boxWidth, boxHeight, videoWidth, videoHeight) {
  if (!videoWidth || !videoHeight) return { x: 0, y: 0, width: boxWidth, height: boxHeight };
  const scale = Math.min(boxWidth / videoWidth, boxHeight / videoHeight);
  const [width, height] = [videoWidth * scale, videoHeight * scale];
  return { x: (boxWidth - width) / 2, y: (boxHeight - height) / 2, width, height };
}

/** Frames per second from the times of displayed frames; null until there are enough of them. */
export function estimateFps(mediaTimes) {
  const gaps = mediaTimes.slice(1).map((time, index) => time - mediaTimes[index]);
  const steps = gaps.filter((gap) => gap > 0.005 && gap < 0.2).sort((a, b) => a - b);
  if (steps.length < 5) return null;
  return 1 / steps[Math.floor(steps.length / 2)];
}
