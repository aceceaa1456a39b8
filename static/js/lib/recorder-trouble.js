/**
 * The message for an error thrown by the browser, as its key in practice/words.py.
 *
 *     troubleOf(new DOMException("", "NotAllowedError"))     "denied"
 *     missingSupport(globalThis)                             "insecure", "unsupported" or null
 */
const KEYS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "noDevice",
  DevicesNotFoundError: "noDevice",
  OverconstrainedError: "noDevice",
  NotReadableError: "deviceBusy",
  TrackStartError: "deviceBusy",
  AbortError: "deviceBusy",
};

export function troubleOf(error) {
  return KEYS[error?.name] ?? "deviceTrouble";
}

export function missingSupport({ isSecureContext, navigator, MediaRecorder }) {
  if (isSecureContext === false) return "insecure";
  return navigator?.mediaDevices?.getUserMedia && MediaRecorder ? null : "unsupported";
}
