"""Runs a graph of ffmpeg-python in the sandbox, and reads its progress."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from .allowed import GUARDS
from .errors import MediaRefused, RefusalCode
from .limits import Limits
from .probe import Probe
from .run import ToolFailed, run
from .sandbox import Allowance
from .tools import current_tools, ffmpeg_binary

OnProgress = Callable[[float], None]
"""Called with a fraction from 0 to 1, a few times a second."""

CPU_PER_WALL = 4
SPARE_SECONDS = 120
FILE_BYTES = 64 * 1024**3


def source_input(path: Path, **options: Any) -> Any:
    """An untrusted file, opened with the allow-lists."""
    return ffmpeg.input(f"file:{path.absolute()}", **source_options(), **options)


def source_options() -> dict[str, str]:
    """Options for opening an untrusted file, whoever builds the command."""
    limits = Limits()
    return GUARDS | {
        "max_pixels": str(limits.max_pixels + 1),
        "max_streams": str(limits.max_streams),
    }


def own_input(path: Path, **options: Any) -> Any:
    """A file that this package made."""
    return ffmpeg.input(f"file:{path.absolute()}", protocol_whitelist="file", **options)


def picture_of(probe: Probe) -> str:
    """The stream specifier of the picture that is used; a capital V excludes cover pictures."""
    return f"V:{probe.video.number if probe.video else 0}"


def sound_track_of(probe: Probe) -> str:
    return f"a:{probe.audio.number if probe.audio else 0}"


def file_output(path: Path) -> str:
    return f"file:{path.absolute()}"


def run_graph(
    *outputs: Any,
    reads: Sequence[Path],
    writes: Path,
    duration_ms: int,
    on_progress: OnProgress | None = None,
) -> int:
    """Make the outputs; returns how many milliseconds of media went through."""
    argv = [str(ffmpeg_binary()), *_quiet(), *ffmpeg.merge_outputs(*outputs).get_args(), "-y"]
    progress = _Progress(duration_ms, on_progress)
    try:
        run(
            argv,
            allowance=allowance_for(duration_ms),
            reads=[path.absolute() for path in reads],
            writes=writes.absolute(),
            on_line=progress.read_line,
        )
    except ToolFailed as error:
        raise MediaRefused(RefusalCode.DAMAGED, str(error)) from error
    return progress.done_ms


def _quiet() -> list[str]:
    words = "-hide_banner -nostdin -nostats -loglevel error -progress pipe:1 -stats_period 0.5"
    return words.split()


def allowance_for(duration_ms: int) -> Allowance:
    tools = current_tools()
    seconds = SPARE_SECONDS + duration_ms / 1000 * tools.wall_factor
    return Allowance(seconds, int(seconds * CPU_PER_WALL), tools.memory_bytes, FILE_BYTES)


class _Progress:
    """Reads `key=value` lines of -progress."""

    def __init__(self, duration_ms: int, on_progress: OnProgress | None) -> None:
        self.done_ms = 0
        self._duration_ms = max(1, duration_ms)
        self._on_progress = on_progress

    def read_line(self, line: str) -> None:
        key, _, value = line.partition("=")
        if key != "out_time_us" or not value.lstrip("-").isdigit():
            return
        self.done_ms = max(self.done_ms, int(value) // 1000)
        if self._on_progress is not None:
            self._on_progress(min(1.0, self.done_ms / self._duration_ms))
