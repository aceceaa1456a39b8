"""Exit code 0 proves nothing: a full disk and half a file both give it. So check the result.

A rendition passes if its file is complete, every segment contains data, samples of them decode as
in a player, and it is as long as what was decoded.
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
    """The rendition at `path`, or MediaRefused / MediaTrouble. `decoded_ms`: as ffmpeg decoded."""
    return all_verified({path: rung}, probe, decoded_ms)[0]


def all_verified(made: dict[Path, Rung], probe: Probe, decoded_ms: int) -> list[Rendition]:
    """Those of one run, checked by one program: starting it takes longer than checking."""
    renditions = [_described(path, rung) for path, rung in made.items()]
    for rendition in renditions:
        _check_length(rendition, probe, decoded_ms)
    _check_segments(renditions)
    return renditions


def _described(path: Path, rung: Rung) -> Rendition:
    try:
        settle_starts(path)
        return describe(path, rung)
    except (BrokenFile, FileNotFoundError) as error:
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, f"{rung.name}: {error}") from error


def tolerance_ms(duration_ms: int) -> float:
    return max(500, duration_ms * 0.02)


def _check_length(rendition: Rendition, probe: Probe, decoded_ms: int) -> None:
    slack = tolerance_ms(probe.duration_ms)
    if abs(rendition.duration_ms - decoded_ms) > slack:
        detail = f"{rendition.name}: {rendition.duration_ms} ms of {decoded_ms} ms were kept"
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, detail)
    if rendition.duration_ms < probe.duration_ms - slack:
        detail = f"{rendition.duration_ms} ms of {probe.duration_ms} ms could be decoded"
        raise MediaRefused(RefusalCode.INCOMPLETE_UPLOAD, detail)


def _check_segments(renditions: list[Rendition]) -> None:
    sampled = [_sample_of(rendition) for rendition in renditions]
    for rendition, decoded in zip(renditions, _decoded(renditions, sampled), strict=True):
        if not all(decoded):
            raise MediaTrouble(TroubleKind.BAD_OUTPUT, f"{rendition.name}: a segment does not play")


def _sample_of(rendition: Rendition) -> list[list[int]]:
    segments = rendition.index["segments"]
    if any(size <= 0 or seconds <= 0 for seconds, _, size in segments):
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, f"{rendition.name}: an empty segment")
    step = max(1, len(segments) // SAMPLES)
    return [segment[1:] for segment in [*segments[:-1][::step], segments[-1]]]


def _decoded(renditions: list[Rendition], sampled: list[list[list[int]]]) -> list[list[int]]:
    paths = [rendition.path.absolute() for rendition in renditions]
    orders = [
        {"path": str(path), "init": rendition.index["init"], "segments": segments}
        for path, rendition, segments in zip(paths, renditions, sampled, strict=True)
    ]
    argv = [sys.executable, "-I", check_file.__file__, json.dumps(orders)]
    try:
        done = run(argv, allowance=CHECK, reads=[*paths, Path(check_file.__file__)])
    except ToolFailed as error:
        raise MediaTrouble(TroubleKind.BAD_OUTPUT, str(error), error.stderr_tail) from error
    decoded: list[list[int]] = json.loads(done.stdout)
    return decoded
