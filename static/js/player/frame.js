/** The current picture as an image, and where it is on the stage. */
import { pictureBox } from "../lib/picture.js";

const WIDEST = 1280;

/** A JPEG of the current frame; null if there is none or the browser forbids reading it. */
export async function captureFrame(video) {
  if (!video?.videoWidth) return null;
  const scale = Math.min(1, WIDEST / video.videoWidth);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  } catch (error) {
    if (error.name === "SecurityError") return null;
    throw error;
  }
}

export function pictureIn(stage, video) {
  const { clientWidth, clientHeight } = stage;
  return pictureBox(clientWidth, clientHeight, video?.videoWidth, video?.videoHeight);
}
