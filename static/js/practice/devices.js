/**
 * The camera and the microphone: opening and choosing devices, measuring the sound level.
 *
 *     const stream = await openDevices({ audioOnly, camera: deviceId, microphone: deviceId });
 *     const { cameras, microphones } = await listDevices();
 *     const stop = meterLevel(stream, (level) => …);           0 to 1, about 12 times a second
 */
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 60 } };
/** Echo and noise filters are designed for speech and distort music. */
const SOUND = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

export function openDevices({ audioOnly = false, camera = "", microphone = "" } = {}) {
  const chosen = (deviceId) => (deviceId ? { deviceId: { exact: deviceId } } : {});
  return navigator.mediaDevices.getUserMedia({
    audio: { ...SOUND, ...chosen(microphone) },
    video: audioOnly ? false : { ...PICTURE, ...chosen(camera) },
  });
}

export function closeDevices(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

export async function listDevices() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const ofKind = (kind) => devices.filter((device) => device.kind === kind && device.deviceId);
  return { cameras: ofKind("videoinput"), microphones: ofKind("audioinput") };
}

export function meterLevel(stream, show) {
  if (!stream.getAudioTracks().length) return () => {};
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    show(loudness(samples));
  }, 80);
  return () => {
    clearInterval(timer);
    context.close();
  };
}

/** Decibels, scaled so that speech is in the middle of the meter. */
function loudness(samples) {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(power + 1e-10);
  return Math.min(1, Math.max(0, (decibels + 60) / 55));
}
