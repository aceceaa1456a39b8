"""Encoders give way to the pages of the same machine.

Linux weighs sessions against each other where it groups processes by them (`sched_autogroup`), and
nothing but the session's own value counts there; elsewhere the niceness of each process does.
"""

import os
from contextlib import suppress
from pathlib import Path

NICENESS = 10


def give_way(pid: int) -> None:
    """For a process that leads a session of its own, and all that it starts."""
    with suppress(OSError):  # it ended already, or is nicer than that
        os.setpriority(os.PRIO_PROCESS, pid, NICENESS)
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(NICENESS), encoding="ascii")
