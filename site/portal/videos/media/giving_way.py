"""Encoders give way to the pages of the same machine.

Linux weighs sessions against each other where it groups processes by them (`sched_autogroup`), and
nothing but the session's own value counts there; elsewhere the niceness of each process does.
"""

import shutil
from contextlib import suppress
from pathlib import Path

NICENESS = 10


def nicely() -> list[str]:
    """What a command begins with: from its first moment on, or what it starts comes too early."""
    nice = shutil.which("nice")
    return [nice, "-n", str(NICENESS)] if nice else []


def weigh_less(pid: int) -> None:
    """For a process that leads a session of its own: the session, whoever is in it already."""
    with suppress(OSError):  # it ended already, or this kernel does not weigh sessions
        Path(f"/proc/{pid}/autogroup").write_text(str(NICENESS), encoding="ascii")
