"""Exit code 0 proves nothing: a full disk and half a file both give it. Look at what is there.

A rendition passes when its file is whole, every segment holds data, samples of them decode as a
player would decode them, and it is as long as what was decoded.
"""

import json
import sys
from pathlib import Path

from . import check_file
from .boxes import BrokenFile
from .errors import MediaRefused, MediaTrouble, RefusalCode, TroubleKind
from .ladder import Rung
from .probe import Probe
from .rendition import Rendition, describe
from .run import ToolFailed, run
from .sandbox import Allowance
from .settle import settle_starts

SAMPLES = 16
CHECK = Allowance(wall_seconds=120, cpu_seconds=120, memory_bytes=3 * 1024**3, file_bytes=0)


def verified(path: Path, rung: Rung, probe: Probe, decoded_ms: int) -> Rendition:
    """The rendition at `path`, or MediaRefused / MediaTrouble. `decoded_ms` went through ffmpeg."""
    try:
        settle_starts(path)
        rendition = describe(path, rung)
    except (BrokenFile, FileNotFoundError) as error:
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, f"{rung.name}: {error}") from error
    _check_length(rendition, probe, decoded_ms)
    _check_segments(rendition)
    return rendition


def tolerance_ms(duration_ms: int) -> float:
    return max(500, duration_ms * 0.02)


def _check_length(rendition: Rendition, probe: Probe, decoded_ms: int) -> None:
    slack = tolerance_ms(probe.duration_ms)
    if abs(rendition.duration_ms - decoded_ms) > slack:
        told = f"{rendition.name}: {rendition.duration_ms} ms of {decoded_ms} ms were kept"
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, told)
    if rendition.duration_ms < probe.duration_ms - slack:
        told = f"{rendition.duration_ms} ms of {probe.duration_ms} ms could be decoded"
        raise MediaRefused(RefusalCode.INCOMPLETE_UPLOAD, told)


def _check_segments(rendition: Rendition) -> None:
    segments = rendition.index["segments"]
    if any(size <= 0 or seconds <= 0 for seconds, _, size in segments):
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, f"{rendition.name}: an empty segment")
    step = max(1, len(segments) // SAMPLES)
    sampled = [segment[1:] for segment in [*segments[:-1][::step], segments[-1]]]
    decoded = _decoded(rendition.path.absolute(), rendition.index["init"], sampled)
    if not all(decoded):
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, f"{rendition.name}: a segment does not play")


def _decoded(path: Path, init: list[int], segments: list[list[int]]) -> list[int]:
    order = json.dumps({"path": str(path), "init": init, "segments": segments})
    argv = [sys.executable, "-I", check_file.__file__, order]
    try:
        done = run(argv, allowance=CHECK, reads=[path, Path(check_file.__file__)])
    except ToolFailed as error:
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, str(error), error.stderr_tail) from error
    decoded: list[int] = json.loads(done.stdout)["decoded"]
    return decoded
