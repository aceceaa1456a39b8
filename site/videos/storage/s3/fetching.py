"""Objects to local files: streamed to a temporary file, resumed if interrupted, then renamed."""

import hashlib
import logging
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from core.bucket.trouble import status_of
from videos.storage.contract import StorageTrouble
from videos.storage.s3.etags import as_md5
from videos.storage.s3.place import FAULTS, Place

logger = logging.getLogger(__name__)

CHUNK_BYTES = 1024 * 1024
TRIES = 6
PAUSE_SECONDS = 0.2


def fetch(place: Place, key: str, path: Path) -> None:
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    try:
        with aside.open("wb") as file:
            _Fetch(place, key, file).run()
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@dataclass
class _Fetch:
    place: Place
    key: str
    file: IO[bytes]
    etag: str = ""
    size: int = -1
    md5: str | None = None
    digest: Any = field(default_factory=lambda: hashlib.md5(usedforsecurity=False))

    def run(self) -> None:
        for left in reversed(range(TRIES)):
            try:
                self._resume()
            except StorageTrouble as trouble:
                if not left:
                    raise
                self._pause(trouble, TRIES - left)
            else:
                return

    def _resume(self) -> None:
        """From the first missing byte, of the object as it was when we began."""
        wanted: dict[str, str] = {}
        if self.file.tell():
            wanted = {"Range": f"bytes={self.file.tell()}-", "IfMatch": self.etag}
        try:
            answer = self.place.ask("get_object", self.key, **wanted)
        except StorageTrouble as trouble:
            if trouble.__cause__ and status_of(trouble.__cause__) in (412, 416):  # type: ignore[arg-type]
                self._start_over()
            raise
        self._note(answer, is_rest=bool(wanted) and "ContentRange" in answer)
        self._copy(answer["Body"])
        self._check()

    def _note(self, answer: dict[str, Any], *, is_rest: bool) -> None:
        if is_rest and answer["ETag"] == self.etag:
            return
        if is_rest:
            self._start_over()
            raise StorageTrouble(f"{self.key} was replaced while it was read")
        self._start_over()
        self.etag, self.size, self.md5 = answer["ETag"], answer["ContentLength"], as_md5(answer)

    def _start_over(self) -> None:
        self.file.seek(0)
        self.file.truncate()
        self.digest = hashlib.md5(usedforsecurity=False)

    def _copy(self, body: Any) -> None:
        while chunk := self._read(body):
            self.file.write(chunk)
            self.digest.update(chunk)

    def _read(self, body: Any) -> bytes:
        try:
            chunk: bytes = body.read(CHUNK_BYTES)
        except FAULTS as error:
            raise StorageTrouble(f"the connection broke while {self.key} was read") from error
        return chunk

    def _check(self) -> None:
        got = self.file.tell()
        if got != self.size:
            raise StorageTrouble(f"{got} of {self.size} bytes of {self.key} arrived")
        if self.md5 not in (None, self.digest.hexdigest()):
            self._start_over()
            raise StorageTrouble(f"{self.key} was damaged in transit")

    def _pause(self, trouble: StorageTrouble, count: int) -> None:
        logger.info("fetching %s again: %s", self.key, trouble)
        time.sleep(PAUSE_SECONDS * 2**count)
