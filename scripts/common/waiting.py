"""Waiting for what comes true by itself: as long as it takes, and no longer than said."""

import time
from collections.abc import Callable


def eventually(holds: Callable[[], object], *, seconds: float = 60, every: float = 0.1) -> bool:
    """Whether it came true in time; asked once more when the time is over."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True
