"""Ending what runs on the files of one folder, from another thread: its work is wanted no more."""

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from .errors import MediaTrouble, TroubleKind


class Program(Protocol):
    """What `subprocess` starts."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self) -> int: ...


_lock = threading.Lock()
_at_work: dict[Program, Sequence[Path]] = {}
_ended: set[Path] = set()


def end_work_in(folder: Path) -> None:
    """End every program that reads or writes there; none starts there until `may_work_in`."""
    folder = folder.absolute()
    with _lock:
        _ended.add(folder)
        doomed = [program for program, places in _at_work.items() if _any_in(folder, places)]
    for program in doomed:
        kill(program)


def may_work_in(folder: Path) -> None:
    with _lock:
        _ended.discard(folder.absolute())


@contextmanager
def endable(process: Program, places: Sequence[Path]) -> Iterator[None]:
    """While this holds, `end_work_in` finds the process. Raises MediaTrouble when it came first."""
    with _lock:
        is_ended = any(_any_in(folder, places) for folder in _ended)
        _at_work[process] = places
    try:
        if is_ended:
            raise MediaTrouble(TroubleKind.KILLED, "this work is wanted no more")
        yield
    finally:
        with _lock:
            del _at_work[process]


def kill(process: Program) -> None:
    """The whole session, so that nothing it started stays behind."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _any_in(folder: Path, places: Sequence[Path]) -> bool:
    return any(folder in (place, *place.parents) for place in places)
