"""Linux process information, and signals."""

import contextlib
import os
import signal
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process first, then its children, then theirs, …"""
    children = _children_by_parent()
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def memory_bytes(pid: int) -> int:
    """Resident memory; 0 if the process is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time together; a process that ended is included in its parent's."""
    return sum(_ticks(pid) for pid in pids) / TICKS


def _ticks(pid: int) -> int:
    with contextlib.suppress(OSError):
        words = _words_of(Path(f"/proc/{pid}/stat"))
        return int(words[11]) + int(words[12])
    return 0


def _children_by_parent() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(_words_of(stat)[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    return children


def _words_of(stat: Path) -> list[str]:
    """What follows the name, which is in brackets and may contain anything."""
    return stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
