"""A person who sends a video and does not give up: call it once Django is set up."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import requests

from core.errors import Refusal
from practika.transfer import sha256_of
from scripts.testbed.people import a_student
from videos.intake import uploads
from videos.models import AssetKind, Upload, VideoAsset
from videos.storage import StorageTrouble

T = TypeVar("T")
TRIES = 40
PATIENCE = (2, 3)
"""Seconds to connect, and to be answered."""


class Sender:
    """Asks what has arrived, sends what is missing, commits; again while it is told to."""

    def __init__(self, path: Path, *, parts: int | None) -> None:
        self.path, self.parts = path, parts
        self.refusals = 0

    def send(self) -> VideoAsset | None:
        upload = self._again(self._begin)
        return self._again(lambda: self._complete(upload)) if upload else None

    def _begin(self) -> Upload:
        return uploads.begin_upload(
            actor=a_student(),
            kind=AssetKind.UPLOAD,
            filename="take.mp4",
            size_bytes=self.path.stat().st_size,
            part_count=self.parts,
        )

    def _complete(self, upload: Upload) -> VideoAsset:
        upload.refresh_from_db()
        ticket = uploads.ticket(upload)
        here = {part.number: part.size_bytes for part in uploads.received(upload)}
        size = self.path.stat().st_size
        whole = [uploads.Part(1, ticket.url, size)]
        start = 0
        for part in ticket.parts or whole:
            if here.get(part.number) != part.size_bytes:
                self._put(part, start)
            start += part.size_bytes
        return uploads.commit_upload(
            actor=a_student(), upload=upload, checksum_sha256=sha256_of(self.path)
        )

    def _put(self, part: uploads.Part, start: int) -> None:
        with self.path.open("rb") as file:
            file.seek(start)
            body = file.read(part.size_bytes)
        session = requests.Session()
        session.trust_env = False
        session.put(part.url, data=body, timeout=PATIENCE).raise_for_status()

    def _again(self, step: Callable[[], T]) -> T | None:
        for _attempt in range(TRIES):
            try:
                return step()
            except (StorageTrouble, requests.RequestException):
                self.refusals += 1
            except Refusal as refusal:
                if refusal.code != "incomplete_upload":
                    raise
                self.refusals += 1
            time.sleep(0.05)
        return None
