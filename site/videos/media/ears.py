"""Whether a recording has sound on one side only: measured, not read from a header.

Measuring ten minutes of sound takes longer than copying them. A recording that is similar on both
sides for a minute is not measured any further; everything else is measured in full.
"""

import re
from dataclasses import replace
from pathlib import Path

from .command import allowance_for, sound_track_of, source_options
from .errors import MediaRefused, RefusalCode
from .probe import Probe
from .run import ToolFailed, run
from .tools import ffmpeg_binary

QUIETER_BY_DB = 30.0
"""Even music that is panned far to one side leaves more than that on the other."""
ALIKE_DB = 10.0
AUDIBLE_DB = -60.0
"""Below that a recording counts as silent on both sides.

Measured with 16 bits, where silence is at -91 dB.
"""
OPENING_MS = 60_000
MEASURE = "[0:%s]channelsplit[l][r];[l]volumedetect[left];[r]volumedetect[right]"
"""Half the work of `astats`, which always computes more than is needed."""
_LEVEL = re.compile(
    r"^\[Parsed_volumedetect_([12]) @ \w+\] mean_volume: (-?[0-9.]+) dB", re.MULTILINE
)
"""Only at the start of a line, where the file's own metadata never appears."""


def quiet_side(original: Path, probe: Probe) -> str:
    """`left` or `right` if that side of a checked file is nearly silent; otherwise empty.

    Raises MediaRefused when it can't be measured.
    """
    if probe.audio is None:
        return ""
    if probe.duration_ms > 2 * OPENING_MS and _are_alike(_levels(original, probe, OPENING_MS)):
        return ""
    levels = _levels(original, probe, probe.duration_ms)
    if len(levels) != 2:
        return ""
    left, right = levels
    if max(left, right) < AUDIBLE_DB or abs(left - right) < QUIETER_BY_DB:
        return ""
    return "left" if left < right else "right"


def _are_alike(levels: list[float]) -> bool:
    return len(levels) == 2 and min(levels) > AUDIBLE_DB and abs(levels[0] - levels[1]) < ALIKE_DB


def in_both_ears(probe: Probe, only_channel: str) -> Probe:
    """The same recording, but with this side's sound on both."""
    if probe.audio is None:
        return probe
    return replace(probe, audio=replace(probe.audio, only_channel=only_channel))


def _levels(path: Path, probe: Probe, first_ms: int) -> list[float]:
    """Root mean square of left and right, in decibels below full scale, from the beginning."""
    words = "-hide_banner -nostdin -nostats -loglevel info"
    guards = [word for name, value in source_options().items() for word in (f"-{name}", value)]
    argv = [str(ffmpeg_binary()), *words.split(), *guards, "-t", str(first_ms / 1000)]
    argv += ["-i", f"file:{path.absolute()}", "-filter_complex", MEASURE % sound_track_of(probe)]
    argv += ["-map", "[left]", "-map", "[right]", "-f", "null", "-"]
    try:
        done = run(argv, allowance=allowance_for(first_ms), reads=[path.absolute()])
    except ToolFailed as error:
        raise MediaRefused(RefusalCode.DAMAGED, str(error)) from error
    return [level for _, level in sorted(_parse_levels(done.stderr_tail).items())]


def _parse_levels(log: str) -> dict[str, float]:
    """By the number of the filter in the graph. A filter without samples reports no level."""
    return {number: float(level) for number, level in _LEVEL.findall(log)}
