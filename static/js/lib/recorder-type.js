/**
 * The container and codecs to record in: MP4 if the browser supports it, as it plays without re-encoding.
 *
 *     pickType((type) => MediaRecorder.isTypeSupported(type))              "video/mp4;codecs=avc1.42E01E,mp4a.40.2"
 *     pickType(isSupported, { audioOnly: true })                           "audio/mp4;codecs=mp4a.40.2"
 *     fileName("video/webm;codecs=vp9,opus", "Recording 3 May")            "Recording 3 May.webm"
 */
const VIDEO = [
  "video/mp4;codecs=avc1.640028,mp4a.40.2",
  "video/mp4;codecs=avc1.42E01E,mp4a.40.2",
  "video/webm;codecs=h264,opus",
  "video/webm;codecs=vp9,opus",
  "video/webm;codecs=vp8,opus",
  "video/mp4",
  "video/webm",
];
const AUDIO = [
  "audio/mp4;codecs=mp4a.40.2",
  "audio/webm;codecs=opus",
  "audio/ogg;codecs=opus",
  "audio/mp4",
  "audio/webm",
];

/** An empty string leaves the choice to the browser. */
export function pickType(isSupported, { audioOnly = false } = {}) {
  return (audioOnly ? AUDIO : VIDEO).find((type) => isSupported(type)) ?? "";
}

export function fileName(type, label) {
  const ending = /mp4/.test(type) ? (type.startsWith("audio/") ? "m4a" : "mp4") : /ogg/.test(type) ? "ogg" : "webm";
  return `${label.replace(/[\\/:]/g, ".")}.${ending}`;
}
