"""The sound of a rendition: copied if it is plain AAC, otherwise stereo AAC at 48 kHz."""

from dataclasses import dataclass, field
from typing import Any

from .command import sound_track_of
from .ladder import COPY_CONTAINERS, can_copy_audio
from .probe import Probe

RATE = 48_000
BIT_RATE = "128k"
GAP_SAMPLES = 1000
"""By how many samples a second may be stretched to follow drifting time stamps."""
IN_BOTH_EARS = {"left": "FL-FL|FL-FR", "right": "FR-FL|FR-FR"}


@dataclass(frozen=True, slots=True)
class Sound:
    """What an output needs; for a silent video, no stream at all."""

    streams: list[Any] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)


def sound_of(media: Any, probe: Probe) -> Sound:
    """The sound of the source itself."""
    if probe.audio is None:
        return Sound()
    if can_reuse_sound(probe):
        return Sound([media[sound_track_of(probe)]], {"acodec": "copy"})
    steady = media[sound_track_of(probe)].filter(
        "aresample", RATE, **{"async": GAP_SAMPLES, "first_pts": 0}
    )
    stereo = steady.filter("aformat", channel_layouts="stereo")
    if probe.audio.only_channel:
        both = IN_BOTH_EARS[probe.audio.only_channel]
        stereo = stereo.filter("channelmap", map=both, channel_layout="stereo")
    return Sound([stereo], {"acodec": "aac", "audio_bitrate": BIT_RATE})


def sound_of_rendition(media: Any) -> Sound:
    """The sound of one of our renditions: encoded once, then copied into the others."""
    return Sound([media["a:0"]], {"acodec": "copy"})


def can_reuse_sound(probe: Probe) -> bool:
    plain = probe.audio is not None and can_copy_audio(probe.audio)
    return plain and probe.container.startswith(COPY_CONTAINERS)
