"""Sending the bytes: whole or in parts, each tried again, received parts never sent twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import requests

from practika.errors import StaleAddress, error_from
from practika.http import TIMEOUT, Api, Passing, checked, with_retries

CHUNK_BYTES = 1024 * 1024
STALE = {"AccessDenied", "ExpiredToken", "NoSuchUpload", "SignatureDoesNotMatch"}


@dataclass(frozen=True)
class Progress:
    """`phase` is uploading or committing; sizes are in bytes."""

    phase: str
    sent_bytes: int
    total_bytes: int

    @property
    def percent(self) -> int:
        return 100 * self.sent_bytes // self.total_bytes if self.total_bytes else 0


OnProgress = Callable[[Progress], None]


class Span:
    """A part of a file as a stream of known length, telling how much has been read of it."""

    def __init__(self, file: IO[bytes], start: int, size: int, count: Callable[[int], None]):
        self.file, self.left, self.size, self.count = file, size, size, count
        file.seek(start)

    def __len__(self) -> int:
        return self.size

    def tell(self) -> int:
        """Requests subtracts it from the length; without it, it would send chunks of no length."""
        return self.size - self.left

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        data = self.file.read(min(wanted, CHUNK_BYTES) if size < 0 else wanted)
        self.left -= len(data)
        self.count(len(data))
        return data

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(CHUNK_BYTES):
            yield chunk


class Sender:
    """Sends the missing parts of one file to the addresses of one ticket."""

    def __init__(self, api: Api, path: Path, on_progress: OnProgress | None) -> None:
        self.api = api
        self.path = path
        self.total = path.stat().st_size
        self.sent = 0
        self.on_progress = on_progress

    def send(self, ticket: dict[str, Any]) -> None:
        parts = ticket.get("parts") or [
            {"number": 1, "url": ticket["url"], "size_bytes": self.total}
        ]
        received = {part["number"]: part["size_bytes"] for part in ticket.get("received", [])}
        start = 0
        for part in parts:
            if received.get(part["number"]) == part["size_bytes"]:
                self._add(part["size_bytes"])
            else:
                self._put(part, start)
            start += part["size_bytes"]

    def _put(self, part: dict[str, Any], start: int) -> None:
        before = self.sent

        def attempt() -> requests.Response:
            self.sent = before
            with self.path.open("rb") as file:
                span = Span(file, start, part["size_bytes"], self._add)
                # No token: the address carries its own right, here and on S3.
                response = requests.put(
                    self.api.absolute(part["url"]),
                    data=span,
                    headers={"Content-Length": str(part["size_bytes"])},
                    timeout=TIMEOUT,
                )
            return _accepted(response)

        try:
            with_retries(attempt)
        except Passing as passing:
            raise passing.__cause__ or passing from None

    def _add(self, count: int) -> None:
        self.sent += count
        if self.on_progress:
            self.on_progress(Progress("uploading", self.sent, self.total))


def _accepted(response: requests.Response) -> requests.Response:
    """S3 says some things in the body of its answer alone. Raises StaleAddress, Passing."""
    code = _code_in(response)
    if response.status_code in (403, 404, 410) or code in STALE:
        raise StaleAddress(response.status_code, code or "stale_address", "The address is too old.")
    if code == "RequestTimeout":
        raise Passing from error_from(response)
    return checked(response)


def _code_in(response: requests.Response) -> str:
    found = None if response.ok else re.search(r"<Code>(\w+)</Code>", response.text)
    return found[1] if found else ""


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
