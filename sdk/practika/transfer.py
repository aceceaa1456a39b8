"""Sends a file whole or in parts. Each part is retried; received parts are not sent again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import requests

from practika.errors import StaleAddress, error_from
from practika.http import TIMEOUT, Api, TemporaryError, checked, with_retries

CHUNK_BYTES = 1024 * 1024
STALE = {"AccessDenied", "ExpiredToken", "NoSuchUpload", "SignatureDoesNotMatch"}


@dataclass(frozen=True)
class Progress:
    """`phase` is "uploading" or "committing"."""

    phase: str
    sent_bytes: int
    total_bytes: int

    @property
    def percent(self) -> int:
        return 100 * self.sent_bytes // self.total_bytes if self.total_bytes else 0


OnProgress = Callable[[Progress], None]


class Span:
    """A part of a file as a stream of known length. Calls `count` with the bytes read."""

    def __init__(self, file: IO[bytes], start: int, size: int, count: Callable[[int], None]):
        self.file, self.left, self.size, self.count = file, size, size, count
        file.seek(start)

    def __len__(self) -> int:
        return self.size

    def tell(self) -> int:
        """Requests needs it to determine the length; without it, it would send chunked."""
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
    """Sends the missing parts of one file to the URLs of one ticket."""

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
                # No token: the URL itself is signed, for the portal and for S3.
                response = requests.put(
                    self.api.absolute(part["url"]),
                    data=span,
                    headers={"Content-Length": str(part["size_bytes"])},
                    timeout=TIMEOUT,
                )
            return _accepted(response)

        try:
            with_retries(attempt)
        except TemporaryError as error:
            raise error.__cause__ or error from None

    def _add(self, count: int) -> None:
        self.sent += count
        if self.on_progress:
            self.on_progress(Progress("uploading", self.sent, self.total))


def _accepted(response: requests.Response) -> requests.Response:
    """S3 reports some errors only in the body. Raises StaleAddress, TemporaryError."""
    code = _code_in(response)
    if response.status_code in (403, 404, 410) or code in STALE:
        words = "The upload URL has expired."
        raise StaleAddress(response.status_code, code or "stale_address", words)
    if code == "RequestTimeout":
        raise TemporaryError from error_from(response)
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
