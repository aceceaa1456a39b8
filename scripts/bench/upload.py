"""100 MB over HTTP on loopback, in one piece and in parts, and what it costs the server."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from scripts.bench.clock import seconds_of
from scripts.bench.server import Server, bare_server, portal
from scripts.testbed.people import a_student, an_exercise, token_for
from scripts.testbed.table import Row

MEGABYTE = 1024 * 1024
SIZE = 100 * MEGABYTE
MAX_SECONDS = 5
MAX_MEMORY = 50
TRIES = 3


class Peak:
    """The highest memory of a server while it is watched, above what it was before."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.idle = self.highest = server.memory_bytes

    @property
    def megabytes(self) -> float:
        return max(0, self.highest - self.idle) / MEGABYTE

    def watch_until(self, done: threading.Event) -> None:
        while not done.wait(0.01):
            self.highest = max(self.highest, self.server.memory_bytes)


@contextmanager
def watching(server: Server) -> Iterator[Peak]:
    peak, done = Peak(server), threading.Event()
    thread = threading.Thread(target=peak.watch_until, args=[done])
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def rows(home: Path) -> list[Row]:
    file = home / "hundred-megabytes.mp4"
    file.write_bytes(os.urandom(SIZE))
    bare = _bare_seconds(home, file)
    exercise = str(an_exercise().uid)
    with portal(home) as server:
        client = _client(server, home)
        _warm_up(client, exercise, home)
        whole = _measured(server, lambda: _send_whole(client, file, exercise))
        parts = _measured(server, lambda: client.upload(file, exercise))
    return [
        *_rows("in one piece", whole, bare),
        *_rows("in parts, by the SDK", parts, bare),
    ]


def _rows(how: str, measured: tuple[float, float], bare: float) -> list[Row]:
    seconds, megabytes = measured
    return [
        Row(f"100 MB uploaded {how}", seconds, "s", bare, MAX_SECONDS),
        Row(f"server's memory above idle, {how}", megabytes, "MB", None, MAX_MEMORY),
    ]


def _measured(server: Server, send: Callable[[], object]) -> tuple[float, float]:
    """The best time of a few (a shared disk only ever makes it longer), and the worst memory."""
    with watching(server) as peak:
        seconds = min(seconds_of(send) for _ in range(TRIES))
    return seconds, peak.megabytes


def _bare_seconds(home: Path, file: Path) -> float:
    with bare_server(home) as server:
        return min(seconds_of(lambda: _put(server.url, file)) for _ in range(TRIES))


def _put(url: str, file: Path) -> None:
    with file.open("rb") as body:
        requests.put(url, data=body, timeout=120).raise_for_status()


def _client(server: Server, home: Path) -> Any:
    from practika.client import Practika
    from practika.memory import UploadMemory

    return Practika(server.url, token_for(a_student()), memory=UploadMemory(home / "sdk"))


def _warm_up(client: Any, exercise: str, home: Path) -> None:
    """What the first request of all costs is no property of uploads."""
    small = home / "small.mp4"
    small.write_bytes(os.urandom(MEGABYTE))
    client.upload(small, exercise)
    _send_whole(client, small, exercise)


def _send_whole(client: Any, file: Path, exercise: str) -> None:
    ticket = client.request_upload(exercise, filename=file.name, size_bytes=file.stat().st_size)
    _put(client.api.absolute(ticket["url"]), file)
    client.commit(ticket["take_id"])
