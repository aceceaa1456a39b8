"""What is heard: a click on every beat, higher on the first of a bar, and the practice itself."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from demo.performance import BEATS_PER_BAR, Performance
from demo.scenes.language import Syllable, spoken_syllables
from demo.scenes.music import Note, bass_notes, melody_notes
from demo.scenes.sport import HIT

RATE = 48_000
CLICK_HZ, ACCENT_HZ = 1000, 1760
Samples = NDArray[np.float64]

_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_FORMANTS = {"a": (750, 1200), "e": (480, 1900), "i": (300, 2300), "o": (480, 850), "u": (320, 750)}


def soundtrack(performance: Performance) -> bytes:
    """Signed 16-bit mono samples at 48 kHz, exactly as long as the performance."""
    track = np.zeros(round(performance.seconds * RATE))
    _VOICES[performance.skill](track, performance)
    for beat in range(int(performance.seconds / performance.beat_seconds) + 1):
        _add(track, beat * performance.beat_seconds, click(accent=beat % BEATS_PER_BAR == 0))
    return (np.clip(track, -1, 1) * 32_000).astype("<i2").tobytes()


def click(*, accent: bool) -> Samples:
    time = _seconds(0.06)
    hertz = ACCENT_HZ if accent else CLICK_HZ
    return (0.7 if accent else 0.5) * np.sin(2 * np.pi * hertz * time) * np.exp(-time * 70)


def _seconds(length: float) -> Samples:
    return np.arange(round(length * RATE)) / RATE


def _add(track: Samples, start: float, sound: Samples) -> None:
    """Mix `sound` in at `start` seconds; what lies outside the track is dropped."""
    first = max(0, round(start * RATE))
    room = track[first : first + len(sound)]
    room += sound[: len(room)]


def _play_piano(track: Samples, performance: Performance) -> None:
    for note in melody_notes(performance) + bass_notes(performance):
        _add(track, note.start, _piano_note(note))


def _piano_note(note: Note) -> Samples:
    octave, step = divmod(note.key, 7)
    hertz = 261.63 * 2 ** (octave + _MAJOR[step] / 12)
    time = _seconds(note.seconds + 0.15)
    harmonics = sum(np.sin(2 * np.pi * hertz * k * time) / k**1.6 for k in range(1, 6))
    fade = np.minimum(1, (time[-1] - time) / 0.12) * np.minimum(1, time / 0.005)
    return np.asarray(0.16 * harmonics * np.exp(-time * 2.4) * fade)


def _play_tennis(track: Samples, performance: Performance) -> None:
    slips = performance.slips_by_bar()
    for bar in range(int(performance.seconds / performance.bar_seconds) + 1):
        start = bar * performance.bar_seconds
        _add(track, start + HIT * performance.bar_seconds, _thwack(0.55, 900))
        landing = 0.10 if slips.get(bar) == "low_toss" else 0.15
        _add(track, start + (HIT + landing) * performance.bar_seconds, _thwack(0.22, 240))


def _thwack(loudness: float, hertz: float) -> Samples:
    time = _seconds(0.12)
    noise = np.random.default_rng(7).uniform(-1, 1, len(time))
    return loudness * np.exp(-time * 55) * (0.5 * noise + 0.5 * np.sin(2 * np.pi * hertz * time))


def _speak(track: Samples, performance: Performance) -> None:
    for syllable in spoken_syllables(performance):
        _add(track, syllable.start, _vowel(syllable, performance.seed))


def _vowel(syllable: Syllable, seed: int) -> Samples:
    """Harmonics weighted by two formants: an a sounds open, an i bright, an u dark."""
    time = _seconds(syllable.seconds)
    pitch = (118 + 22 * (seed % 6)) * (1 + 0.18 * syllable.stress)
    hertz: Samples = np.asarray(pitch * np.arange(1, 22), dtype=np.float64)
    weights = _formant_weights(syllable, hertz)
    voice = (weights[:, None] * np.sin(2 * np.pi * hertz[:, None] * time)).sum(axis=0)
    envelope = np.minimum(1, time / 0.05) * np.minimum(1, (time[-1] - time) / 0.12)
    return np.asarray(0.3 * (0.4 + 0.6 * syllable.stress) * envelope * voice / weights.sum())


def _formant_weights(syllable: Syllable, hertz: Samples) -> Samples:
    neutral = (500, 1400)
    pairs = zip(neutral, _FORMANTS[syllable.vowel], strict=True)
    peaks = [a + (b - a) * syllable.openness for a, b in pairs]
    return np.asarray(0.05 + sum(np.exp(-(((hertz - peak) / 160) ** 2)) for peak in peaks))


_VOICES: dict[str, Callable[[Samples, Performance], None]] = {
    "music": _play_piano,
    "sport": _play_tennis,
    "language": _speak,
}
