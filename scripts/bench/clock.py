"""Taking the time."""

import time
from collections.abc import Callable
from statistics import median


def seconds_of(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median_ms(work: Callable[[], object], *, times: int, warm_up: int = 3) -> float:
    """In milliseconds; the first calls fill caches and do not count."""
    for _ in range(warm_up):
        work()
    return 1000 * median(seconds_of(work) for _ in range(times))
