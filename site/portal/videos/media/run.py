"""The one place that starts external programs: argv lists, limits, a cage, and nothing left over.

    done = run([ffmpeg, …], allowance=allowance_for(…), reads=[source], writes=folder)

A program that ends well gives `Finished`. One that the machine stopped raises `MediaTrouble`;
one that failed by itself raises `ToolFailed`, and the caller knows what that says of the file.
"""

import os
import re
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .errors import MediaTrouble, TroubleKind
from .giving_way import weigh_less
from .sandbox import Allowance, caged
from .stopping import endable, kill

STDERR_LINES = 60
_FULL = re.compile(r"No space left on device|Disk quota exceeded|File too large")
_MEMORY = re.compile(r"Cannot allocate memory|MemoryError|std::bad_alloc|malloc .* failed")
_STOPPED: dict[int, TroubleKind] = {
    signal.SIGXCPU: TroubleKind.TIMED_OUT,
    signal.SIGXFSZ: TroubleKind.DISK_FULL,
    signal.SIGKILL: TroubleKind.KILLED,
    signal.SIGTERM: TroubleKind.KILLED,
    signal.SIGINT: TroubleKind.KILLED,
    signal.SIGHUP: TroubleKind.KILLED,
}
"""Signals of the machine. A crash (SEGV, ABRT) is the file's doing and counts as a failure."""
_STOPPED_BY = "ended by signal {}: by somebody, or by a machine that is short of memory"


@dataclass(frozen=True, slots=True)
class Finished:
    stdout: str
    stderr_tail: str


class ToolFailed(Exception):
    """The program ran to its end and said no."""

    def __init__(self, code: int, stdout: str, stderr_tail: str) -> None:
        super().__init__(f"exit code {code}: {stderr_tail[-300:]}")
        self.code = code
        self.stdout = stdout
        self.stderr_tail = stderr_tail


def run(
    argv: Sequence[str],
    *,
    allowance: Allowance,
    reads: Sequence[Path] = (),
    writes: Path | None = None,
    on_line: Callable[[str], None] | None = None,
) -> Finished:
    """Run to the end. `on_line` hears each line of stdout; what it raises ends the program."""
    command = caged(argv, allowance, reads, writes)
    places = [path.absolute() for path in [*reads, *([writes] if writes else [])]]
    with (
        _started(command) as process,
        endable(process, places),
        _watched(process, allowance.wall_seconds) as timed_out,
    ):
        tail = _Tail(_pipe(process.stderr))
        stdout = "".join(_heard(_pipe(process.stdout), on_line))
        code = process.wait()
        stderr_tail = tail.text()
    _judge(code, timed_out.is_set(), stdout, stderr_tail)
    return Finished(stdout, stderr_tail)


@contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
            errors="replace",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
        )
    except FileNotFoundError as error:
        raise MediaTrouble(TroubleKind.TOOL_MISSING, str(error)) from error
    weigh_less(process.pid)
    with process:
        try:
            yield process
        finally:
            kill(process)


@contextmanager
def _watched(process: subprocess.Popen[str], seconds: float) -> Iterator[threading.Event]:
    timed_out = threading.Event()

    def stop() -> None:
        timed_out.set()
        kill(process)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield timed_out
    finally:
        timer.cancel()


def _heard(stdout: IO[str], on_line: Callable[[str], None] | None) -> Iterator[str]:
    for line in stdout:
        if on_line is not None:
            on_line(line.rstrip("\n"))
        yield line


class _Tail:
    """The last lines of a stream, read aside so that a full pipe never blocks the program."""

    def __init__(self, stream: IO[str]) -> None:
        self._lines: deque[str] = deque(maxlen=STDERR_LINES)
        self._thread = threading.Thread(target=self._drain, args=(stream,), daemon=True)
        self._thread.start()

    def _drain(self, stream: IO[str]) -> None:
        while line := stream.readline(4096):
            self._lines.append(line)

    def text(self) -> str:
        self._thread.join(timeout=5)
        return "".join(self._lines)


def _pipe(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise ValueError("the program was started without this pipe")
    return stream


def _judge(code: int, timed_out: bool, stdout: str, stderr_tail: str) -> None:
    if timed_out:
        raise MediaTrouble(TroubleKind.TIMED_OUT, "wall time is over", stderr_tail)
    if _FULL.search(stderr_tail):
        raise MediaTrouble(TroubleKind.DISK_FULL, "no room to write", stderr_tail)
    if code == 0:
        return
    if kind := _STOPPED.get(_signal_of(code)):
        raise MediaTrouble(kind, _STOPPED_BY.format(_signal_of(code)), stderr_tail)
    if _MEMORY.search(stderr_tail):
        raise MediaTrouble(TroubleKind.OUT_OF_MEMORY, "no memory left", stderr_tail)
    raise ToolFailed(code, stdout, stderr_tail)


def _signal_of(code: int) -> int:
    """Straight from the program (-9), or handed on by the cage (137)."""
    return -code if code < 0 else code - 128
