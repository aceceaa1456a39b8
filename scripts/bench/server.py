"""Servers to measure: the portal's, and one that does nothing but write what it is sent."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.common.children import started
from scripts.common.nearby import answers
from scripts.common.processes import memory_bytes
from scripts.services.ports import HOST, free_port

SECONDS_TO_START = 60


@dataclass(frozen=True)
class Server:
    """A running process and where it listens."""

    process: subprocess.Popen[bytes]
    url: str

    @property
    def memory_bytes(self) -> int:
        return memory_bytes(self.process.pid)


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


def wait_until_it_answers(server: Server, path: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(server.url + path):
        if server.process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"The server at {server.url} did not start.")
        time.sleep(0.1)
