"""Encoders run at a lower priority than the web pages of the same machine.

Where Linux groups processes by session (`sched_autogroup`), only the niceness of the session
counts; elsewhere the niceness of each process does.
"""

import shutil
from contextlib import suppress
from pathlib import Path

NICENESS = 10


def nice_command() -> list[str]:
    """A prefix for the command, so that it applies from the start and to every child process."""
    nice = shutil.which("nice")
    return [nice, "-n", str(NICENESS)] if nice else []


def lower_session_weight(pid: int) -> None:
    """For a process that leads its own session: applies to the whole session."""
    with suppress(OSError):  # it has already ended, or this kernel has no autogroups
        Path(f"/proc/{pid}/autogroup").write_text(str(NICENESS), encoding="ascii")
