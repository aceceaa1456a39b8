"""Which renditions a video gets.

A rung is named after its height class, which is the length of the picture's *short* side: a
portrait phone video of 1080 × 1920 has a 1080p rung of 1080 × 1920 and a 360p rung of 360 × 640.
No rung is larger than the source; a source between two classes gets the classes below it, and one
below 360 gets a single 360p rung in its own size.

A source that browsers already play is copied, not encoded: its rung is called `source` and takes
the place of its class. When such a source is stored sideways, the copy is only
`is_stopgap`: it plays within seconds, rotated by its header, and is removed once the upright ladder
is complete (a player that switches between rotated and upright renditions would show one sideways).
"""

from dataclasses import dataclass

from .probe import AudioTrack, Probe, VideoTrack

CLASSES = (1080, 720, 480, 360)
FIRST_CLASS = 360
COPY_MAX_SHORT = 1088
COPY_MAX_LONG = 2560
COPY_MAX_BIT_RATE = 45_000_000
COPY_MAX_KEY_GAP_MS = 10_500
COPY_CONTAINERS = ("mov", "matroska")
COPY_PROFILES = ("Baseline", "Constrained Baseline", "Main", "High")


@dataclass(frozen=True, slots=True)
class Rung:
    name: str
    width: int
    height: int
    is_copy: bool = False
    is_stopgap: bool = False

    @property
    def short_side(self) -> int:
        return min(self.width, self.height)


AUDIO_RUNG = Rung("audio", 0, 0)


def plan_ladder(probe: Probe) -> list[Rung]:
    """Largest first. Names are unique; sizes are even."""
    if probe.is_audio_only:
        return [AUDIO_RUNG]
    if not can_copy_video(probe):
        return _encoded(probe, _classes_of(probe))
    copy = Rung("source", probe.width, probe.height, True, not probe.is_upright)
    classes = _classes_of(probe)
    return [copy, *_encoded(probe, classes if copy.is_stopgap else _below(probe, classes))]


def first_rung(probe: Probe) -> Rung:
    """What is made first, so that the video plays as soon as possible."""
    ladder = plan_ladder(probe)
    return ladder[0] if ladder[0].is_copy else ladder[-1]


def can_copy_video(probe: Probe) -> bool:
    """True if every browser plays it, and plays it well from byte ranges."""
    video = probe.video
    if video is None or not probe.container.startswith(COPY_CONTAINERS):
        return False
    long_side = max(probe.width, probe.height)
    fits = probe.short_side <= COPY_MAX_SHORT and long_side <= COPY_MAX_LONG
    return fits and _is_plain_h264(video) and _cuts_well(video) and probe.fps <= 61


def can_copy_audio(audio: AudioTrack) -> bool:
    is_plain = audio.codec == "aac" and audio.profile == "LC" and audio.clean_start
    return (
        is_plain
        and not audio.only_channel
        and audio.channels in (1, 2)
        and audio.sample_rate in (44100, 48000)
    )


def _is_plain_h264(video: VideoTrack) -> bool:
    return (
        video.codec == "h264"
        and video.profile in COPY_PROFILES
        and video.pixel_format in ("yuv420p", "yuvj420p")
        and video.square_pixels
        and not video.interlaced
        and not video.hdr
    )


def _cuts_well(video: VideoTrack) -> bool:
    is_seekable = video.clean_cuts and video.key_gap_ms <= COPY_MAX_KEY_GAP_MS
    return is_seekable and video.bit_rate <= COPY_MAX_BIT_RATE


def _classes_of(probe: Probe) -> list[int]:
    """A few lines short of a class still count as the class: 1920 × 1072 is 1080p."""
    return [size for size in CLASSES if probe.short_side >= size * 0.97] or [FIRST_CLASS]


def _below(probe: Probe, classes: list[int]) -> list[int]:
    return [size for size in classes if size < probe.short_side * 0.97]


def _encoded(probe: Probe, classes: list[int]) -> list[Rung]:
    return [_rung(probe, size) for size in classes]


def _rung(probe: Probe, size: int) -> Rung:
    scale = min(1.0, size / probe.short_side)
    return Rung(f"{size}p", _even(probe.width * scale), _even(probe.height * scale))


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
