"""A worker that is forked from the drill, and may be ended or paused at a step of its commit.

    steps = steps_of(work)                     what a takeover and a commit do, step by step
    child = fork(work, at=4, by=signal.SIGKILL)
    child.wait()                               -9

The steps are calls that are hooked here and nowhere else, each before and after.
"""

import importlib
import json
import logging
import os
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from scripts.common.processes import family, send

TAKEOVER, COMMIT = "take_over", "Staging.arrived"
"""Where steps begin to count. Between the two the encoder works, which R1 kills."""
HOOKED = (
    ("videos.worker.makers", TAKEOVER),
    ("videos.worker.staging", COMMIT),
    ("videos.worker.staging", "Staging.publish"),
    ("videos.storage.local", "LocalStorage.move"),
    ("videos.storage.local", "LocalStorage.delete"),
    ("videos.storage.local", "LocalStorage.delete_prefix"),
    ("videos.storage.s3", "S3Storage.move"),
    ("videos.storage.s3", "S3Storage.delete"),
    ("videos.storage.s3", "S3Storage.delete_prefix"),
    ("videos.queue.leases", "_update_held"),
    ("videos.queue.leases", "end_attempt"),
    ("videos.worker.makers", "_save_rendition"),
    ("videos.worker.makers", "_settle"),
    ("videos.worker.makers", "_settle_remade"),
    ("videos.worker.makers", "_update_library"),
    ("videos.worker.makers", "make_ladder_soon"),
    ("videos.worker.makers", "publish"),
    ("django.db.backends.base.base", "BaseDatabaseWrapper._commit"),
)


@dataclass
class Child:
    pid: int
    _exit_code: int | None = None

    def wait(self) -> int:
        """Its exit code; below zero where a signal ended it."""
        if self._exit_code is None:
            self._exit_code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._exit_code

    def wait_until_stopped(self) -> bool:
        """False when it ended before its step came."""
        status = os.waitpid(self.pid, os.WUNTRACED)[1]
        if os.WIFSTOPPED(status):
            return True
        self._exit_code = os.waitstatus_to_exitcode(status)
        return False

    def pause(self) -> None:
        """With all that it started."""
        self._signal_family(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal_family(signal.SIGCONT)

    def _signal_family(self, number: signal.Signals) -> None:
        if self._exit_code is None:
            for pid in family(self.pid):
                send(pid, number)


@dataclass
class Steps:
    """Counts the steps of a takeover and a commit; at that number or name comes the signal."""

    at: int | str | None
    by: signal.Signals
    names: list[str]
    is_armed: bool = False

    def take(self, name: str) -> None:
        self.is_armed = self.is_armed or name in {f"before {TAKEOVER}", f"before {COMMIT}"}
        if not self.is_armed or threading.current_thread().name.startswith("keeping"):
            return
        self.names.append(name)
        if self.at in (len(self.names), name):
            os.kill(os.getpid(), self.by)
        self.is_armed = name != f"after {TAKEOVER}"


def fork(
    work: Callable[[], object],
    *,
    at: int | str | None = None,
    by: signal.Signals = signal.SIGKILL,
    told: Path | None = None,
) -> Child:
    """`told` gets the names of the steps, and the log's lines, if the child comes to its end."""
    from django.db import connections

    connections.close_all()
    if pid := os.fork():
        return Child(pid)
    code = 1
    try:
        code = _in_child(work, Steps(at, by, []), told)
    except BaseException:  # noqa: BLE001 - nothing of the drill itself may go on in the child
        traceback.print_exc()
    os._exit(code)


def steps_of(work: Callable[[], object], told: Path) -> list[str]:
    if code := fork(work, told=told).wait():
        raise RuntimeError(f"the work that was to be counted ended with {code}")
    names: list[str] = json.loads(told.read_text())["steps"]
    return names


def _in_child(work: Callable[[], object], steps: Steps, told: Path | None) -> int:
    lines = _log_lines()
    for module, name in HOOKED:
        _hook(importlib.import_module(module), name, steps)
    # The drill has used the storage; what was kept of its class would call past the hooks.
    importlib.import_module("videos.storage.measured").measured.cache_clear()
    work()
    if told is not None:
        told.write_text(json.dumps({"steps": steps.names, "log": lines}))
    return 0


def _log_lines() -> list[str]:
    lines: list[str] = []
    keep = logging.Handler()
    keep.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logging.disable(logging.NOTSET)
    logging.getLogger().handlers = [keep]
    return lines


def _hook(module: Any, name: str, steps: Steps) -> None:
    *owners, last = name.split(".")
    owner = getattr(module, owners[0]) if owners else module
    real = getattr(owner, last)

    @wraps(real)
    def hooked(*args: Any, **kwargs: Any) -> Any:
        steps.take(f"before {name}")
        answer = real(*args, **kwargs)
        steps.take(f"after {name}")
        return answer

    setattr(owner, last, hooked)
