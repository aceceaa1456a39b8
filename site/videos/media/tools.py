"""Where the external programs are, and their limits. Read late, so that settings can set it."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

Sandbox = Literal["auto", "bwrap", "off"]


@dataclass(frozen=True, slots=True)
class Tools:
    """`ffmpeg=""` means FFMPEG_BINARY, or the one that comes with imageio-ffmpeg."""

    ffmpeg: str = ""
    sandbox: Sandbox = "auto"
    memory_bytes: int = 6 * 1024**3
    wall_factor: float = 40.0
    """Seconds of wall time allowed for each second of media, on top of two minutes."""


_chosen: list[Tools] = []


def configure(tools: Tools | None) -> None:
    """Fix the tools for this process, once, from settings. None: use the environment."""
    _chosen[:] = [tools] if tools else []


def current_tools() -> Tools:
    return _chosen[0] if _chosen else _from_environment()


def ffmpeg_binary() -> Path:
    """A path; a name alone, as in `FFMPEG_BINARY=ffmpeg`, is looked up on the PATH.

    Raises RuntimeError if there is none.
    """
    named = current_tools().ffmpeg or os.environ.get("FFMPEG_BINARY") or _bundled_ffmpeg()
    return Path(shutil.which(named) or named)


def _bundled_ffmpeg() -> str:
    # Not at the top: distributions without this GPL program may leave the package out.
    try:
        from imageio_ffmpeg import get_ffmpeg_exe  # noqa: PLC0415
    except ImportError as error:
        raise RuntimeError("the package imageio-ffmpeg is not installed") from error
    return str(get_ffmpeg_exe())


def _from_environment() -> Tools:
    mode = os.environ.get("MEDIA_SANDBOX", "auto")
    if mode not in get_args(Sandbox):
        raise ValueError(f"MEDIA_SANDBOX must be auto, bwrap or off, not {mode!r}")
    return Tools(sandbox=cast(Sandbox, mode))
