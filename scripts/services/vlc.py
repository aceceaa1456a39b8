"""VLC without a window: a player that shares no code with ffmpeg's own."""

import os
import subprocess
from functools import cache
from pathlib import Path

from scripts import debian
from scripts.services.programs import from_debian, on_path

PACKAGES = ("vlc-bin", "vlc-plugin-base")
NOBODY = "65534"


@cache
def program() -> Path:
    return from_debian("VLC", package=" ".join(PACKAGES), find=_find, install=_install)


def play(url: str, into: Path, *, seconds: float = 90) -> str:
    """Play everything into a file, as an MPEG stream without decoding; returns VLC's output."""
    into.parent.chmod(0o777)
    quiet = ["-I", "dummy", "--no-one-instance", "--no-media-library", "--no-video-title-show"]
    sout = f"#std{{access=file,mux=ts,dst={into}}}"
    argv = [str(program()), *quiet, f"--sout={sout}", "--sout-all", "--play-and-exit", url]
    environment = {"HOME": str(into.parent), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [*_not_as_root(), *argv],
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    return done.stdout + done.stderr


def _not_as_root() -> list[str]:
    """VLC refuses to run as root."""
    if os.geteuid():
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def _find() -> Path | None:
    return next(iter(on_path("vlc")), None)


def _install() -> None:
    debian.install(*PACKAGES)
