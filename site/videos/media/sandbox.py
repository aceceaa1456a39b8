"""The sandbox for external programs: always limits, and a one-file view if bubblewrap works."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .errors import MediaTrouble, TroubleKind
from .niceness import nice_command
from .tools import Sandbox, current_tools, ffmpeg_binary

OPEN_FILES = 64
CPU_GRACE = 5
"""Seconds between the signal with the reason (XCPU) and the one that ends it (KILL)."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one run may use. Wall time is watched by the runner, the rest by the kernel."""

    wall_seconds: float
    cpu_seconds: int
    memory_bytes: int
    file_bytes: int


def sandboxed(
    argv: Sequence[str], allowance: Allowance, reads: Sequence[Path], writes: Path | None
) -> list[str]:
    """`argv` as it is really started. It can see `reads`, and write to the folder `writes`."""
    view = _one_file_view(reads, writes) if uses_bwrap() else []
    return [*_dies_with_parent(), *nice_command(), *_limits(allowance), *view, *argv]


def uses_bwrap() -> bool:
    mode: Sandbox = current_tools().sandbox
    if mode == "off":
        return False
    trouble = bwrap_trouble()
    if mode == "bwrap" and trouble:
        raise MediaTrouble(TroubleKind.TOOL_MISSING, f"bubblewrap is required, but {trouble}")
    return not trouble


@cache
def bwrap_trouble() -> str:
    """Why bubblewrap can't be used here; tried once. Empty if it works."""
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    argv = [*_bwrap(), *_system(), "--", "/usr/bin/true"]
    try:
        tried = subprocess.run(argv, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not run here ({error})"
    if tried.returncode == 0:
        return ""
    said = " ".join(tried.stderr.split()) or f"exit code {tried.returncode}"
    return f"this machine does not let bubblewrap create namespaces ({said[:200]})"


def limits_trouble() -> str:
    return "" if shutil.which("prlimit") else "prlimit (util-linux) is not installed"


def _dies_with_parent() -> list[str]:
    """bubblewrap has its own option; this covers the time before it and machines without it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _limits(allowance: Allowance) -> list[str]:
    prlimit = shutil.which("prlimit")
    if prlimit is None:
        raise MediaTrouble(TroubleKind.TOOL_MISSING, "prlimit (util-linux) is not installed")
    return [
        prlimit,
        f"--as={allowance.memory_bytes}",
        f"--cpu={allowance.cpu_seconds}:{allowance.cpu_seconds + CPU_GRACE}",
        f"--fsize={allowance.file_bytes}",
        f"--nofile={OPEN_FILES}",
        "--core=0",
        "--",
    ]


def _one_file_view(reads: Sequence[Path], writes: Path | None) -> list[str]:
    shown = [arg for path in reads for arg in ("--ro-bind", str(path), str(path))]
    written = ["--bind", str(writes), str(writes)] if writes else []
    return [*_bwrap(), *_system(), *_programs(), *written, *shown, "--"]


def _bwrap() -> list[str]:
    # No --new-session: it would not inherit the niceness of the session that the runner starts.
    flags = "--unshare-all --die-with-parent --clearenv --cap-drop ALL --chdir /"
    return ["bwrap", *flags.split(), "--setenv", "LC_ALL", "C.UTF-8"]


def _system() -> list[str]:
    roots = [Path(name) for name in ("/lib", "/lib64", "/bin")]
    links = [arg for root in roots if root.exists() for arg in _root(root)]
    empty = ["--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108 - inside the sandbox
    # Debian's own ffmpeg finds some of its libraries through the links in there.
    chosen = ["--ro-bind-try", "/etc/alternatives", "/etc/alternatives"]
    return ["--ro-bind", "/usr", "/usr", *chosen, *links, *empty]


def _root(root: Path) -> list[str]:
    if root.is_symlink():
        return ["--symlink", str(root.readlink()), str(root)]
    return ["--ro-bind", str(root), str(root)]


def _programs() -> list[str]:
    """ffmpeg and this Python, which may live outside /usr."""
    places = {sys.prefix, sys.base_prefix, str(ffmpeg_binary()), str(ffmpeg_binary().resolve())}
    return [arg for place in sorted(places) for arg in ("--ro-bind", place, place)]
