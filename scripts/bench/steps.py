"""What the steps of a job cost: by the clock, in this process, and in the programs that they start.

A step is a function of the real code; what is called inside it and is a step itself counts there.
"""

import ctypes
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

PR_SET_CHILD_SUBREAPER = 36
OTHERS = "other programs"
"""Those that were started outside of every step."""

Hook = tuple[Any, str, str]
"""Where a function lies, what it is called there, and the step that it is."""


@dataclass
class Step:
    wall: float = 0.0
    here: float = 0.0
    """Processor time of the thread that took the step."""
    programs: list[tuple[str, float]] = field(default_factory=list)
    """The name of each, and its processor time."""

    @property
    def cpu(self) -> float:
        return self.here + sum(cpu for _name, cpu in self.programs)


class Watch:
    """`with watch.on(hooks): …`, then `watch.steps`."""

    def __init__(self) -> None:
        self.steps: dict[str, Step] = {}
        self.wall = self.cpu = 0.0
        self._local = threading.local()

    @contextmanager
    def on(self, hooks: Iterable[Hook]) -> Iterator[None]:
        started, used = time.perf_counter(), time.process_time()
        with ExitStack() as stack:
            stack.enter_context(_adopting())
            stack.enter_context(patch.object(subprocess, "Popen", self._popen()))
            for place, name, step in hooks:
                known = getattr(place, name)
                stack.enter_context(patch.object(place, name, self._taken(step, known)))
            yield
        self.wall += time.perf_counter() - started
        self.cpu += time.process_time() - used + self._programs()

    def rest(self) -> Step:
        """What is in no step: the queue, the rows, what other threads did."""
        return Step(here=self.cpu - sum(step.cpu for step in self.steps.values()))

    def _programs(self) -> float:
        return sum(cpu for step in self.steps.values() for _name, cpu in step.programs)

    def _taken(self, name: str, known: Callable[..., Any]) -> Callable[..., Any]:
        def taken(*args: Any, **kwargs: Any) -> Any:
            with self._step(name):
                return known(*args, **kwargs)

        return taken

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        open_steps = self._open()
        step, inside = self.steps.setdefault(name, Step()), Step()
        open_steps.append((step, inside))
        wall, here = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            wall, here = time.perf_counter() - wall, time.thread_time() - here
            open_steps.pop()
            step.wall += wall - inside.wall
            step.here += here - inside.here
            if open_steps:
                open_steps[-1][1].wall += wall
                open_steps[-1][1].here += here

    def _open(self) -> list[tuple[Step, Step]]:
        if not hasattr(self._local, "steps"):
            self._local.steps = []
        steps: list[tuple[Step, Step]] = self._local.steps
        return steps

    def note(self, argv: list[str], cpu: float) -> None:
        steps = self._open()
        step = steps[-1][0] if steps else self.steps.setdefault(OTHERS, Step())
        step.programs.append((program_of(argv), cpu))

    def _popen(self) -> type[subprocess.Popen[Any]]:
        note = self.note

        class Counted(subprocess.Popen):  # type: ignore[type-arg]
            """The wait of the standard library, with what the kernel knows of who ended."""

            def _try_wait(self, flags: int) -> tuple[int, int]:
                try:
                    pid, status, used = os.wait4(self.pid, flags)
                except ChildProcessError:
                    return self.pid, 0
                if pid:
                    note(_words(self.args), used.ru_utime + used.ru_stime + _left_by(pid))
                return pid, status

        return Counted


@contextmanager
def _adopting() -> Iterator[None]:
    """What a cage leaves behind comes to us meanwhile, and so does its account."""
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _words(args: Any) -> list[str]:
    return [str(arg) for arg in args] if isinstance(args, list | tuple) else [str(args)]


def program_of(argv: list[str]) -> str:
    """The one in the cage: ffmpeg, or the file that our Python is given."""
    scripts = [Path(arg).name for arg in argv if arg.endswith(".py")]
    return scripts[-1] if scripts else "ffmpeg"


def _left_by(session: int) -> float:
    """What bubblewrap started and did not wait for, is ours to wait for."""
    used = 0.0
    for about in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, _, rest = about.read_text().partition(" (")
            parent, _group, its_session = rest.rpartition(") ")[2].split()[1:4]
            if (int(parent), int(its_session)) == (os.getpid(), session):
                spent = os.wait4(int(pid), 0)[2]
                used += spent.ru_utime + spent.ru_stime
    return used
