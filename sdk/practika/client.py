"""The portal for programs.

from practika.client import Practika

portal = Practika("https://portal.example", token)
clip = portal.upload("take.mp4", portal.exercises()[0]["id"])
"""

from __future__ import annotations

import mimetypes
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from practika.errors import PractikaError, StaleAddress
from practika.http import Api
from practika.memory import UploadMemory
from practika.transfer import OnProgress, Progress, Sender, sha256_of

PART_BYTES = 8 * 1024 * 1024
MIN_PARTED_BYTES = 2 * PART_BYTES
RENEWALS = 3
"""Fresh addresses in a row that bring nothing further: then it is not their age."""


class Practika:
    """`url` is the portal's address, `token` comes from `POST /api/v1/auth/token/` or `log_in`."""

    def __init__(self, url: str, token: str, *, memory: UploadMemory | None = None) -> None:
        self.url = url.rstrip("/")
        self.api = Api(url, token)
        self.memory = memory or UploadMemory()

    @classmethod
    def log_in(cls, url: str, email: str, password: str, **kwargs: Any) -> Practika:
        """A client for an e-mail address and a password. Raises PractikaError (401) if wrong."""
        answer = Api(url).call("POST", "auth/token/", json={"email": email, "password": password})
        return cls(url, answer["token"], **kwargs)

    def exercises(self, **filters: Any) -> list[dict[str, Any]]:
        """Every exercise this person may open, page after page."""
        return list(self._pages("exercises/", filters))

    def request_upload(
        self, exercise_id: str, duration_sec: float | None = None, **fields: Any
    ) -> dict[str, Any]:
        """`{"clip_id", "url", "parts"?, "expires_at"}`; `url` takes one PUT of the whole file.

        `fields`: filename, size_bytes, mime_type, part_count, checksum_sha256. A portal that keeps
        its videos in a bucket needs size_bytes.
        """
        body = {"exercise": str(exercise_id), "duration_sec": duration_sec, **fields}
        asked = {name: value for name, value in body.items() if value is not None}
        return self._dict("POST", "uploads/", json=asked)

    def commit(self, clip_id: str, *, checksum_sha256: str = "") -> dict[str, Any]:
        """Hand the take in once its bytes are there. Calling it again changes nothing.

        With the file's SHA-256 the portal refuses a video that was damaged on its way.
        """
        told = {"checksum_sha256": checksum_sha256} if checksum_sha256 else {}
        return self._dict("POST", f"clips/{clip_id}/commit/", json=told)

    def clip(self, clip_id: str) -> dict[str, Any]:
        return self._dict("GET", f"clips/{clip_id}/")

    def status(self, clip_id: str) -> dict[str, Any]:
        return self._dict("GET", f"clips/{clip_id}/status/")

    def streams(self, clip_id: str) -> dict[str, Any]:
        """`{"hls", "poster", "duration_ms", "renditions"}`."""
        return self._dict("GET", f"clips/{clip_id}/streams/")

    def feedback(self, clip_id: str) -> list[dict[str, Any]]:
        return list(self._pages(f"clips/{clip_id}/feedback/", {}))

    def threads(self, clip_id: str) -> list[dict[str, Any]]:
        return list(self._pages(f"clips/{clip_id}/threads/", {}))

    def upload(
        self,
        path: str | Path,
        exercise_id: str,
        *,
        duration_sec: float | None = None,
        on_progress: OnProgress | None = None,
    ) -> dict[str, Any]:
        """Send a file and hand it in; the take as `clip(clip_id)` answers.

        Continues an upload of the same file to the same exercise that was cut off, sends only the
        parts that are missing, and tries again when the network fails. Raises PractikaError when
        the portal refuses (too long, too big, no attempt left), OSError when it can't be read.
        """
        file = Path(path)
        key = self.memory.key(self.url, str(exercise_id), file)
        ticket = self._continued(key) or self._started(key, file, str(exercise_id), duration_sec)
        clip_id = str(ticket["clip_id"])
        if "url" in ticket:
            self._deliver(ticket, file, on_progress)
        self.memory.forget(key)
        return self.clip(clip_id)

    def wait_until_ready(
        self, clip_id: str, *, timeout: float = 600, until: str = "ready"
    ) -> dict[str, Any]:
        """The status once it is `until` ("playable" or "ready").

        Raises PractikaError when the video was refused, TimeoutError after `timeout` seconds.
        """
        wanted = {"playable": {"playable", "ready"}, "ready": {"ready"}}[until]
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            status = self.status(clip_id)
            if status["state"] in wanted:
                return status
            if status["state"] == "failed":
                raise PractikaError(422, status["error_code"], status["error"])
            time.sleep(0.5)
        raise TimeoutError(f"Take {clip_id} is not {until} after {timeout} seconds.")

    def _deliver(self, ticket: dict[str, Any], file: Path, on_progress: OnProgress | None) -> None:
        """Send and commit; with fresh addresses as often as that brings the upload further."""
        address, arrived, renewals = f"uploads/{ticket['clip_id']}/", 0, 0
        while True:
            try:
                return self._send(ticket, file, on_progress)
            except PractikaError as refused:  # noqa: PERF203
                may_go_on = isinstance(refused, StaleAddress) or refused.code == "incomplete_upload"
                if not may_go_on or renewals >= RENEWALS:
                    raise
                ticket = self._dict("GET", address)
                here = sum(part["size_bytes"] for part in ticket["received"])
                renewals = 0 if here > arrived else renewals + 1
                arrived = here

    def _send(self, ticket: dict[str, Any], file: Path, on_progress: OnProgress | None) -> None:
        Sender(self.api, file, on_progress).send(ticket)
        if on_progress:
            size = file.stat().st_size
            on_progress(Progress("committing", size, size))
        self.commit(str(ticket["clip_id"]), checksum_sha256=sha256_of(file))

    def _continued(self, key: str) -> dict[str, Any] | None:
        """The ticket of an upload that was cut off; bare if it was committed after all."""
        clip_id = self.memory.recall(key)
        if not clip_id:
            return None
        try:
            return self._dict("GET", f"uploads/{clip_id}/")
        except PractikaError as refused:
            if refused.code == "not_uploading" and self.clip(clip_id)["submitted_at"]:
                return {"clip_id": clip_id}
            self.memory.forget(key)
            return None

    def _started(
        self, key: str, file: Path, exercise_id: str, duration_sec: float | None
    ) -> dict[str, Any]:
        size = file.stat().st_size
        parts = -(-size // PART_BYTES) if size >= MIN_PARTED_BYTES else None
        ticket = self.request_upload(
            exercise_id,
            duration_sec,
            filename=file.name,
            size_bytes=size,
            mime_type=mimetypes.guess_type(file.name)[0],
            part_count=parts,
        )
        self.memory.remember(key, str(ticket["clip_id"]))
        return ticket

    def _pages(self, path: str, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
        answer = self.api.call("GET", path, params=params)
        while True:
            if isinstance(answer, list):
                yield from answer
                return
            yield from answer["results"]
            if not answer.get("next"):
                return
            answer = self.api.call("GET", answer["next"])

    def _dict(self, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.api.call(method, path, **kwargs)
        return answer
