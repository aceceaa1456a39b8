"""Real workers to kill, pause and stop, and a look for what they left running."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Self

from scripts.common.paths import ROOT

LAST_SECONDS = 30


class Worker:
    """`manage.py run_huey` as a process; what it says goes to `log`."""

    def __init__(self, log: Path, environ: Mapping[str, str] | None = None, *options: str) -> None:
        self.log = log
        self._options = options
        self._environ = dict(environ or os.environ)
        self._said: IO[bytes] | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        return self._running().pid

    @property
    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        self._said = self.log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run_huey", *self._options],
            cwd=ROOT,
            env=self._environ,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def signal(self, number: signal.Signals) -> None:
        self._running().send_signal(number)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        if self._said is not None:
            self._said.close()
        self.process = self._said = None

    def wait(self, seconds: float = LAST_SECONDS) -> int:
        return self._running().wait(seconds)

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise RuntimeError("this worker was not started")
        return self.process


def processes_with(text: str) -> list[int]:
    """Whose command line holds this text, zombies left out."""
    return [pid for pid, line in _command_lines() if text in line and pid != os.getpid()]


def _command_lines() -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
            yield int(folder.name), words.decode(errors="replace")
