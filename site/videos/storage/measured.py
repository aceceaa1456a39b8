"""Any storage, with its operations timed and its faults counted."""

import inspect
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any

from videos.counters import STORAGE_ERRORS, STORAGE_SECONDS
from videos.storage.contract import StorageTrouble, VideoStorage

OPERATIONS = [
    name
    for name, member in vars(VideoStorage).items()
    if inspect.isfunction(member) and not name.startswith("_")
]


@cache
def measured(storage: type[VideoStorage]) -> type[VideoStorage]:
    """A subclass with the same name, so that isinstance checks still hold."""
    methods = {name: _observed(name, getattr(storage, name)) for name in OPERATIONS}
    return type(storage.__name__, (storage,), methods)


def _observed(operation: str, method: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.isgeneratorfunction(method):
        return _counted(operation, method)

    @wraps(method)
    def timed(*args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        with _counting(operation):
            result = method(*args, **kwargs)
        STORAGE_SECONDS.labels(operation).observe(time.perf_counter() - started)
        return result

    return timed


def _counted(operation: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """A generator takes as long as its consumer: its time says nothing about the storage."""

    @wraps(method)
    def walked(*args: Any, **kwargs: Any) -> Iterator[Any]:
        with _counting(operation):
            yield from method(*args, **kwargs)

    return walked


@contextmanager
def _counting(operation: str) -> Iterator[None]:
    try:
        yield
    except StorageTrouble:
        STORAGE_ERRORS.labels(operation).inc()
        raise
