"""Stops programs that use files in one folder, from another thread, as they are not needed."""

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from .errors import MediaTrouble, TroubleKind


class Program(Protocol):
    """A process started by `subprocess`."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self) -> int: ...


_lock = threading.Lock()
_at_work: dict[Program, Sequence[Path]] = {}
_ended: set[Path] = set()


def end_work_in(folder: Path) -> None:
    """Stop every program that uses the folder; no new one starts until `may_work_in`."""
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
    """While this holds, `end_work_in` finds the process. Raises MediaTrouble if that came first."""
    with _lock:
        is_ended = any(_any_in(folder, places) for folder in _ended)
        _at_work[process] = places
    try:
        if is_ended:
            raise MediaTrouble(TroubleKind.KILLED, "this work is no longer wanted")
        yield
    finally:
        with _lock:
            del _at_work[process]


def kill(process: Program) -> None:
    """Kills the whole session, so that no child process is left behind."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _any_in(folder: Path, places: Sequence[Path]) -> bool:
    return any(folder in (place, *place.parents) for place in places)
