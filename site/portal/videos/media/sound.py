"""The sound of a rendition: copied where it is plain AAC, else stereo AAC at 48 kHz."""

from dataclasses import dataclass, field
from typing import Any

from .ladder import COPY_CONTAINERS, can_copy_audio
from .probe import Probe

RATE = 48_000
BIT_RATE = "128k"
GAP_SAMPLES = 1000
"""How many samples a second may be stretched to follow time stamps that drift."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What to give to an output: no stream at all for a silent video."""

    streams: list[Any] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)


def sound_of(media: Any, probe: Probe) -> Sound:
    """The sound of the source itself."""
    if probe.audio is None:
        return Sound()
    if can_reuse_sound(probe):
        return Sound([media["a:0"]], {"acodec": "copy"})
    steady = media["a:0"].filter("aresample", RATE, **{"async": GAP_SAMPLES, "first_pts": 0})
    stereo = steady.filter("aformat", channel_layouts="stereo")
    return Sound([stereo], {"acodec": "aac", "audio_bitrate": BIT_RATE})


def sound_made_before(media: Any) -> Sound:
    """The sound of a rendition of ours: encoded once, then copied into the others."""
    return Sound([media["a:0"]], {"acodec": "copy"})


def can_reuse_sound(probe: Probe) -> bool:
    plain = probe.audio is not None and can_copy_audio(probe.audio)
    return plain and probe.container.startswith(COPY_CONTAINERS)
