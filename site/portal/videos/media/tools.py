"""Where the external programs are, and how they are held. Read late, so settings may set it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

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


_configured: Tools | None = None


def configure(tools: Tools) -> None:
    """Fix the tools for this process. Called once, from settings."""
    global _configured
    _configured = tools


def current_tools() -> Tools:
    return _configured or _from_environment()


def ffmpeg_binary() -> Path:
    named = current_tools().ffmpeg or os.environ.get("FFMPEG_BINARY") or get_ffmpeg_exe()
    return Path(named)


def _from_environment() -> Tools:
    mode = os.environ.get("MEDIA_SANDBOX", "auto")
    if mode not in ("auto", "bwrap", "off"):
        raise ValueError(f"MEDIA_SANDBOX must be auto, bwrap or off, not {mode!r}")
    return Tools(sandbox=mode)
