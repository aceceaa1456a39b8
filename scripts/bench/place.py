"""A portal of the bench's own: a data folder, the demo in it, a server. Nothing of it stays.

Enter `settled` before Django is set up, for its settings read the environment once.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.common import films
from scripts.common.nearby import answers
from scripts.common.paths import ROOT, USUAL_HOME
from scripts.common.processes import memory_bytes
from scripts.services.ports import HOST, free_port

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


@dataclass(frozen=True)
class Server:
    """A running process and where it listens."""

    process: subprocess.Popen[bytes]
    url: str

    @property
    def memory_bytes(self) -> int:
        return memory_bytes(self.process.pid)


@contextlib.contextmanager
def settled() -> Iterator[Path]:
    """A new data folder beside the usual one, on the same disk, and the settings that name it."""
    USUAL_HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=USUAL_HOME) as folder:
        home = Path(folder)
        os.environ.update(
            PRACTIKA_HOME=str(home),
            DATABASE_URL=f"sqlite:///{home / 'practika.sqlite3'}",
            DJANGO_SETTINGS_MODULE="portal.settings.dev",
            MEDIA_STORAGE="local",
        )
        yield home


def manage(*arguments: str) -> None:
    with started("manage.py", *arguments) as process:
        code = process.wait()
    if code:
        sys.exit(f"manage.py {arguments[0]} failed, see above.")


def make_demo(home: Path) -> None:
    with films.kept(home):
        manage("demo")


@contextlib.contextmanager
def portal(home: Path) -> Iterator[Server]:
    """The web server of `make dev`, without its reloader."""
    port = free_port()
    arguments = ["manage.py", "runserver", "--noreload", f"{HOST}:{port}"]
    with (
        (home / "server.log").open("wb") as log,
        running(arguments, port, log=log.fileno(), path="/core/health/") as server,
    ):
        yield server


@contextlib.contextmanager
def bare_server(folder: Path) -> Iterator[Server]:
    """A handler that does nothing but write what is PUT to it."""
    port = free_port()
    arguments = ["-m", "scripts.bench.bare_server", str(port), str(folder)]
    with running(arguments, port, log=subprocess.DEVNULL, path="/") as server:
        yield server


@contextlib.contextmanager
def running(arguments: list[str], port: int, *, log: int, path: str) -> Iterator[Server]:
    with started(*arguments, stdout=log, stderr=log) as process:
        server = Server(process, f"http://{HOST}:{port}")
        wait_until_it_answers(server, path)
        yield server


@contextlib.contextmanager
def started(
    *arguments: str, stdout: int | None = None, stderr: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """In a group of its own, which ends as a whole: a Ctrl-C reaches it through us alone.

    One that comes while the process starts waits until we know whom to end.
    """
    process = None
    try:
        with interrupts_held():
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        yield process
    finally:
        if process:
            end(process)


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """SIGINT and SIGTERM are answered after the block, by whoever answered them before."""
    came: list[int] = []
    usual = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
    for number in came:
        signal.raise_signal(number)


def wait_until_it_answers(server: Server, path: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(server.url + path):
        if server.process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"The server at {server.url} did not start.")
        time.sleep(0.1)


def end(process: subprocess.Popen[bytes]) -> None:
    """The process and whatever it started."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_STOP)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
