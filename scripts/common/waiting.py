"""Waiting for a condition: as long as it takes, up to a limit."""

import time
from collections.abc import Callable


def eventually(holds: Callable[[], object], *, seconds: float = 60, every: float = 0.1) -> bool:
    """Whether it became true in time; checked once more when the time is up."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True
