"""What a file really is, or why it cannot be used.

probe(path, limits) -> Probe, or MediaRefused with a reason for a person
"""

import json
import sys
from pathlib import Path
from typing import Any

from . import inspect_file
from .allowed import AUDIO_CODECS, GUARDS, VIDEO_CODECS
from .errors import MediaRefused, MediaTrouble, RefusalCode, TroubleKind
from .judge import judge_opening, judge_streams, judge_whole, refuse_if
from .limits import Limits
from .protection import is_protected, sample_descriptions
from .run import ToolFailed, run
from .sandbox import Allowance
from .tracks import AudioTrack, Probe, VideoTrack, probe_of

INSPECT_MEMORY = 2 * 1024**3

__all__ = ["AudioTrack", "Probe", "VideoTrack", "probe"]


def probe(path: Path, limits: Limits | None = None) -> Probe:
    """Read `path` in its own process. Raises MediaRefused or MediaTrouble."""
    limits = limits or Limits()
    size = path.stat().st_size
    refuse_if(size == 0, RefusalCode.EMPTY)
    refuse_if(size > limits.max_size_bytes, RefusalCode.TOO_BIG, f"{size} bytes")
    facts = _inspect(path, limits)
    judge_opening(facts, path)
    facts |= _structure(path, facts["container"])
    judge_streams(facts, limits)
    found = probe_of(facts, size)
    judge_whole(found, facts, limits, path)
    return found


def _inspect(path: Path, limits: Limits) -> dict[str, Any]:
    options = GUARDS | {
        "max_pixels": str(limits.max_pixels + 1),
        "max_streams": str(limits.max_streams),
    }
    codecs = sorted(VIDEO_CODECS | AUDIO_CODECS)
    order = json.dumps({"path": str(path.absolute()), "options": options, "codecs": codecs})
    argv = [sys.executable, "-I", inspect_file.__file__, order]
    try:
        done = run(argv, allowance=_allowance(limits), reads=_inspect_reads(path))
        facts: dict[str, Any] = json.loads(done.stdout)
    except (ToolFailed, json.JSONDecodeError) as error:
        raise MediaRefused(RefusalCode.DAMAGED, f"inspection failed: {error}") from error
    except MediaTrouble as trouble:
        raise _inspection_trouble(trouble) from trouble
    return facts


def _structure(path: Path, container: str) -> dict[str, Any]:
    """Facts in a file's header that libav does not report."""
    return {
        "protected": is_protected(path, container),
        "sample_descriptions": sample_descriptions(path, container),
    }


def _inspect_reads(path: Path) -> list[Path]:
    return [path.absolute(), Path(inspect_file.__file__)]


def _inspection_trouble(trouble: MediaTrouble) -> Exception:
    """A file that uses up this generous allowance is at fault itself."""
    if trouble.kind in (TroubleKind.TIMED_OUT, TroubleKind.OUT_OF_MEMORY):
        return MediaRefused(RefusalCode.TOO_COMPLEX, str(trouble))
    return trouble


def _allowance(limits: Limits) -> Allowance:
    seconds = limits.probe_seconds
    return Allowance(
        wall_seconds=seconds, cpu_seconds=seconds, memory_bytes=INSPECT_MEMORY, file_bytes=0
    )
