"""The one place that starts external programs: argv lists, limits, sandbox, full clean-up.

    done = run([ffmpeg, …], allowance=allowance_for(…), reads=[source], writes=folder)

A program that succeeds gives `Finished`. One that the machine stopped raises `MediaTrouble`; one
that failed by itself raises `ToolFailed`, and the caller knows what that means for the file.
"""

import errno
import os
import re
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .errors import MediaTrouble, TroubleKind
from .niceness import lower_session_weight
from .sandbox import Allowance, sandboxed
from .stopping import endable, kill

STDERR_LINES = 60
_ENCODER_WITHOUT_MEMORY = re.compile(r"^\[libx264 @ 0x[0-9a-f]+\] malloc of size \d+ failed$", re.M)
_EXIT_WITH_ERRNO = 256
"""ffmpeg and our own programs exit with 256 minus the errno of the error."""
_BY_SIGNAL: dict[int, TroubleKind] = {
    signal.SIGXCPU: TroubleKind.TIMED_OUT,
    signal.SIGXFSZ: TroubleKind.FILE_TOO_BIG,
    signal.SIGKILL: TroubleKind.KILLED,
    signal.SIGTERM: TroubleKind.KILLED,
    signal.SIGINT: TroubleKind.KILLED,
    signal.SIGHUP: TroubleKind.KILLED,
}
"""Signals from the machine. A crash (SEGV, ABRT) is caused by the file and is a failure."""
_BY_ERRNO: dict[int, TroubleKind] = {
    errno.ENOSPC: TroubleKind.DISK_FULL,
    errno.EFBIG: TroubleKind.FILE_TOO_BIG,
    errno.ENOMEM: TroubleKind.OUT_OF_MEMORY,
}
_LEAST_ROOM = 256 * 1024
_NOT_STARTED = (126, 127)
"""Exit codes of prlimit and the dynamic linker if a program or library is missing."""
_STOPPED_BY = "ended by signal {}: killed by someone, or by a machine short of memory"


@dataclass(frozen=True, slots=True)
class Finished:
    stdout: str
    stderr_tail: str


class ToolFailed(Exception):
    """The program ran to its end and failed."""

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
    """Run to the end. `on_line` gets each line of stdout; if it raises, the program is ended."""
    command = sandboxed(argv, allowance, reads, writes)
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
    if timed_out.is_set():
        raise MediaTrouble(TroubleKind.TIMED_OUT, "out of wall time", stderr_tail)
    if writes is not None and has_no_room(writes):
        raise MediaTrouble(TroubleKind.DISK_FULL, "no space left to write", stderr_tail)
    _judge(argv[0], code, stdout, stderr_tail)
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
    lower_session_weight(process.pid)
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
    """The last lines of a stream, read in a thread so that a full pipe never blocks the program."""

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


def has_no_room(folder: Path) -> bool:
    """Tries to write: a program's error message may contain text from the file."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_LEAST_ROOM))
    except OSError as error:
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return False


def _judge(program: str, code: int, stdout: str, stderr_tail: str) -> None:
    if code == 0:
        return
    if kind := _BY_SIGNAL.get(_signal_of(code)):
        raise MediaTrouble(kind, _STOPPED_BY.format(_signal_of(code)), stderr_tail)
    if kind := _BY_ERRNO.get(_EXIT_WITH_ERRNO - code):
        raise MediaTrouble(kind, os.strerror(_EXIT_WITH_ERRNO - code), stderr_tail)
    if _ENCODER_WITHOUT_MEMORY.search(stderr_tail):
        raise MediaTrouble(TroubleKind.OUT_OF_MEMORY, "no memory left", stderr_tail)
    if code in _NOT_STARTED or stderr_tail.startswith("bwrap: "):
        detail = f"{program} could not be started"
        raise MediaTrouble(TroubleKind.TOOL_MISSING, detail, stderr_tail)
    raise ToolFailed(code, stdout, stderr_tail)


def _signal_of(code: int) -> int:
    """Directly from the program (-9), or passed on by the sandbox (137)."""
    return -code if code < 0 else code - 128
