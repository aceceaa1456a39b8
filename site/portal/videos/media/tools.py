"""Where the external programs are, and how they are held. Read late, so settings may set it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from imageio_ffmpeg import get_ffmpeg_exe

Sandbox = Literal["auto", "bwrap", "off"]


@dataclass(frozen=True, slots=True)
class Tools:
    """`ffmpeg=""` means the one that comes with imageio-ffmpeg (or FFMPEG_BINARY)."""

    ffmpeg: str = ""
    sandbox: Sandbox = "auto"
    memory_bytes: int = 6 * 1024**3
    wall_factor: float = 40.0
    """Seconds of wall time allowed for each second of media, on top of two minutes."""


_chosen: list[Tools] = []


def configure(tools: Tools | None) -> None:
    """Fix the tools for this process, once, from settings. None: look at the environment."""
    _chosen[:] = [tools] if tools else []


def current_tools() -> Tools:
    return _chosen[0] if _chosen else _from_environment()


def ffmpeg_binary() -> Path:
    named = current_tools().ffmpeg or os.environ.get("FFMPEG_BINARY") or get_ffmpeg_exe()
    return Path(named)


def _from_environment() -> Tools:
    mode = os.environ.get("MEDIA_SANDBOX", "auto")
    if mode not in get_args(Sandbox):
        raise ValueError(f"MEDIA_SANDBOX must be auto, bwrap or off, not {mode!r}")
    return Tools(sandbox=cast(Sandbox, mode))
