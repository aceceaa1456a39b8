"""The doorbells of the workers. The rows are the truth; a ring says "look now".

    ring()                a job waits
    ring(of=ERASE)        bytes wait to be erased

`videos.tasks` connects both to the queue. If the queue is down, no request fails and work is only
delayed: workers also look by themselves, and the sweep does what nobody rang for.
"""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

WORK, ERASE = "work", "erase"

_bells: dict[str, Callable[[float], object]] = {}


def connect(of: str, bell: Callable[[float], object]) -> None:
    """`bell(delay_seconds)` wakes a worker, and may raise anything."""
    _bells[of] = bell


def ring(delay_seconds: float = 0, *, of: str = WORK) -> None:
    try:
        _bells[of](delay_seconds)
    except Exception:
        logger.exception("the queue did not accept a doorbell; the sweep will ring instead")
