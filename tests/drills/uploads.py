"""R5: a hundred people send 20 MB at the same time to the production shape, a tenth of them are
cut off and go on: every byte arrives, pages stay quick, the web servers' memory stays flat."""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import requests

from practika.transfer import sha256_of
from scripts.common.processes import memory_bytes
from scripts.common.waiting import eventually
from scripts.production import Production
from scripts.testbed import place
from tests.drills.result import Result

PEOPLE, MEGABYTES = 100, 20
MAX_PAGE_SECONDS = 0.5
MAX_GROWTH = 64
"""Megabytes that all web processes together may grow by, while two gigabytes pass by."""
MAX_TAKEOVER_SECONDS = 300
MEGABYTE = 1024 * 1024


class CutOff(Exception):
    """The network went away in the middle of a part."""


def run() -> dict[str, Any]:
    with (
        place.production(with_demo=False) as portal,
        tempfile.TemporaryDirectory() as folder,
    ):
        drill = Drill(portal, Path(folder))
        drill.invite(PEOPLE)
        started = time.monotonic()
        with watching(portal) as watch:
            drill.send()
            drill.wait_for_the_workers()
        seconds = time.monotonic() - started
        return drill.result(watch, seconds).as_dict()


@dataclass
class Sender:
    number: int
    token: str
    file: Path
    take_id: str = ""
    was_cut: bool = False


@dataclass
class Watch:
    """What a person with a page open, and the servers' memory, went through meanwhile."""

    cookie: dict[str, str]
    page_seconds: list[float] = field(default_factory=list)
    failed_pages: int = 0
    memory: list[float] = field(default_factory=list)

    @property
    def p95(self) -> float:
        return quantiles(self.page_seconds, n=20)[-1]

    @property
    def growth(self) -> float:
        """From the first quarter's highest, when all are at work, to the highest at all."""
        early = self.memory[: max(len(self.memory) // 4, 1)]
        return max(self.memory) - max(early)


class Drill:
    def __init__(self, portal: Production, folder: Path) -> None:
        self.portal = portal
        self.folder = folder
        self.size = MEGABYTES * MEGABYTE
        self.senders: list[Sender] = []
        self.errors: list[str] = []

    def invite(self, count: int) -> None:
        from scripts.testbed.people import an_exercise

        self.exercise = an_exercise()
        base = os.urandom(self.size - 16)
        self.senders = [self._sender(number, base) for number in range(count)]

    def send(self) -> None:
        with ThreadPoolExecutor(len(self.senders)) as everybody:
            list(everybody.map(self._send, self.senders))

    def wait_for_the_workers(self) -> None:
        """Until they have every file where no link can write."""
        from videos.models import Upload

        eventually(lambda: not Upload.objects.to_take_over().exists(), seconds=MAX_TAKEOVER_SECONDS)

    def result(self, watch: Watch, seconds: float) -> Result:
        wrong = sum(not self._arrived(sender) for sender in self.senders)
        return Result(
            "R5",
            "uploads at once, a tenth cut and resumed: equal checksums, pages p95 < 500 ms",
            trials=len(self.senders),
            faults={
                "wrong checksums": wrong,
                "errors": len(self.errors),
                "failed pages": watch.failed_pages,
                "slow pages": int(watch.p95 >= MAX_PAGE_SECONDS),
                "memory grew": int(watch.growth > MAX_GROWTH),
            },
            facts={
                "cut and resumed": sum(sender.was_cut for sender in self.senders),
                "MB each": MEGABYTES,
                "pages": len(watch.page_seconds),
                "ms page p95": round(watch.p95 * 1000),
                "MB grown": round(watch.growth),
            },
            seconds=round(seconds, 1),
            stack="production",
            note="; ".join(self.errors[:3]),
        )

    def _sender(self, number: int, base: bytes) -> Sender:
        from scripts.testbed.people import a_classmate, token_for

        file = self.folder / f"take-{number}.mp4"
        file.write_bytes(number.to_bytes(16, "big") + base)
        return Sender(number, token_for(a_classmate(number)), file)

    def _send(self, sender: Sender) -> None:
        from practika.client import Practika
        from practika.memory import UploadMemory

        memory = UploadMemory(self.folder / f"memory-{sender.number}")
        client = Practika(self.portal.url, sender.token, memory=memory)
        exercise = str(self.exercise.uid)
        try:
            if sender.number % 10 == 0:
                self._send_and_lose_the_network(client, sender, exercise)
            sender.take_id = str(client.upload(sender.file, exercise)["id"])
        except Exception as error:  # noqa: BLE001 - whatever it is, the drill counts it
            self.errors.append(repr(error))

    def _send_and_lose_the_network(self, client: Any, sender: Sender, exercise: str) -> None:
        def lose(progress: Any) -> None:
            if progress.percent >= 50:
                raise CutOff

        try:
            client.upload(sender.file, exercise, on_progress=lose)
        except CutOff:
            sender.was_cut = True

    def _arrived(self, sender: Sender) -> bool:
        """The original in the storage has the checksum of the file that was sent."""
        from practice.models import Take
        from videos.storage import get_storage

        if not sender.take_id:
            return False
        asset = Take.objects.get(pk=sender.take_id).asset
        kept = self.folder / "kept"
        get_storage().download_to(asset.original_key, kept)
        return sha256_of(kept) == sha256_of(sender.file)


@contextmanager
def watching(portal: Production) -> Iterator[Watch]:
    from scripts.testbed.people import a_student, empty_lesson, session_cookie

    page = f"{portal.url}{empty_lesson().url}"
    watch, done = Watch(session_cookie(a_student())), threading.Event()
    looks = [
        threading.Thread(target=_open_pages, args=(watch, page, done)),
        threading.Thread(target=_weigh, args=(watch, portal, done)),
    ]
    for look in looks:
        look.start()
    try:
        yield watch
    finally:
        done.set()
        for look in looks:
            look.join()


def _open_pages(watch: Watch, page: str, done: threading.Event) -> None:
    while not done.wait(0.2):
        started = time.monotonic()
        try:
            answer = requests.get(page, cookies=watch.cookie, timeout=30)
            watch.failed_pages += answer.status_code != 200
        except requests.RequestException:
            watch.failed_pages += 1
        watch.page_seconds.append(time.monotonic() - started)


def _weigh(watch: Watch, portal: Production, done: threading.Event) -> None:
    while not done.wait(0.5):
        watch.memory.append(sum(map(memory_bytes, portal.web_pids)) / MEGABYTE)
