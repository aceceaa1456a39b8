"""Client for a portal's API.

from practika.client import Practika

portal = Practika("https://portal.example", token)
take = portal.upload("take.mp4", portal.exercises()[0]["id"])
"""

from __future__ import annotations

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
"""How often to renew the upload URLs without progress before giving up."""


class Practika:
    """`url` is the portal's URL. Get a `token` from `POST /api/v1/auth/token/` or use `log_in`.

    An access token from `POST /api/v1/auth/jwt/` does as well, for the minutes that it lives.
    """

    def __init__(self, url: str, token: str, *, memory: UploadMemory | None = None) -> None:
        self.url = url.rstrip("/")
        self.api = Api(url, token)
        self.memory = memory or UploadMemory()

    @classmethod
    def log_in(
        cls, url: str, email: str, password: str, *, code: str = "", **kwargs: Any
    ) -> Practika:
        """Logs in with e-mail address and password. Raises PractikaError (401) if wrong.

        People with two-step log-in also give the `code` of their app.
        """
        body = {"email": email, "password": password} | ({"code": code} if code else {})
        response = Api(url).call("POST", "auth/token/", json=body)
        return cls(url, response["token"], **kwargs)

    def exercises(self, **filters: Any) -> list[dict[str, Any]]:
        """All exercises this person may open."""
        return list(self._pages("exercises/", filters))

    def request_upload(
        self, exercise_id: str, duration_sec: float | None = None, **fields: Any
    ) -> dict[str, Any]:
        """Returns `{"take_id", "url", "parts"?, "expires_at"}`; PUT the whole file to `url`.

        `fields`: filename, size_bytes, part_count, checksum_sha256. A portal that stores its videos
        in a bucket requires size_bytes.
        """
        body = {"exercise": str(exercise_id), "duration_sec": duration_sec, **fields}
        given = {name: value for name, value in body.items() if value is not None}
        return self._dict("POST", "uploads/", json=given)

    def commit(self, take_id: str, *, checksum_sha256: str = "") -> dict[str, Any]:
        """Hands in the take once its file is uploaded. Calling it again has no effect.

        With the file's SHA-256, the portal rejects a video that was damaged in transit.
        """
        body = {"checksum_sha256": checksum_sha256} if checksum_sha256 else {}
        return self._dict("POST", f"clips/{take_id}/commit/", json=body)

    def take(self, take_id: str) -> dict[str, Any]:
        return self._dict("GET", f"clips/{take_id}/")

    clip = take  # its first name

    def status(self, take_id: str) -> dict[str, Any]:
        return self._dict("GET", f"clips/{take_id}/status/")

    def streams(self, take_id: str) -> dict[str, Any]:
        """Returns `{"hls", "poster", "duration_ms", "renditions"}`."""
        return self._dict("GET", f"clips/{take_id}/streams/")

    def feedback(self, take_id: str) -> list[dict[str, Any]]:
        return list(self._pages(f"clips/{take_id}/feedback/", {}))

    def threads(self, take_id: str) -> list[dict[str, Any]]:
        """All conversations on a take, oldest first, each with its newest messages."""
        return list(self._newest_first(f"clips/{take_id}/threads/"))[::-1]

    def messages(self, thread_id: str) -> Iterator[dict[str, Any]]:
        """All messages of a conversation, newest first, fetched page by page as you iterate."""
        return self._newest_first(f"threads/{thread_id}/messages/")

    def upload(
        self,
        path: str | Path,
        exercise_id: str,
        *,
        duration_sec: float | None = None,
        on_progress: OnProgress | None = None,
    ) -> dict[str, Any]:
        """Uploads a file and hands it in. Returns the take, like `take(take_id)`.

        Resumes an interrupted upload of the same file to the same exercise, sends only missing
        parts and retries network failures. Raises PractikaError if the portal refuses the upload
        (too long, too big, no attempt left), OSError if the file can't be read.
        """
        file = Path(path)
        key = self.memory.key(self.url, str(exercise_id), file)
        ticket = self._resumed(key) or self._started(key, file, str(exercise_id), duration_sec)
        take_id = str(ticket["take_id"])
        if "url" in ticket:
            self._deliver(ticket, file, on_progress)
        self.memory.forget(key)
        return self.take(take_id)

    def wait_until_ready(
        self, take_id: str, *, timeout: float = 600, until: str = "ready"
    ) -> dict[str, Any]:
        """Waits until the state is `until` ("playable" or "ready") and returns the status.

        Raises PractikaError if the video can't be processed, TimeoutError after `timeout` seconds.
        """
        wanted = {"playable": {"playable", "ready"}, "ready": {"ready"}}[until]
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            status = self.status(take_id)
            if status["state"] in wanted:
                return status
            if status["state"] == "failed":
                raise PractikaError(422, status["error_code"], status["error"])
            time.sleep(0.5)
        raise TimeoutError(f"Take {take_id} is still not {until} after {timeout} seconds.")

    def _deliver(self, ticket: dict[str, Any], file: Path, on_progress: OnProgress | None) -> None:
        """Sends and commits. Renews expired URLs for as long as the upload makes progress."""
        path, arrived, renewals = f"uploads/{ticket['take_id']}/", 0, 0
        while True:
            try:
                return self._send(ticket, file, on_progress)
            except PractikaError as refused:  # noqa: PERF203
                may_go_on = isinstance(refused, StaleAddress) or refused.code == "incomplete_upload"
                if not may_go_on or renewals >= RENEWALS:
                    raise
                ticket = self._dict("GET", path)
                here = sum(part["size_bytes"] for part in ticket["received"])
                renewals = 0 if here > arrived else renewals + 1
                arrived = here

    def _send(self, ticket: dict[str, Any], file: Path, on_progress: OnProgress | None) -> None:
        Sender(self.api, file, on_progress).send(ticket)
        if on_progress:
            size = file.stat().st_size
            on_progress(Progress("committing", size, size))
        self.commit(str(ticket["take_id"]), checksum_sha256=sha256_of(file))

    def _resumed(self, key: str) -> dict[str, Any] | None:
        """The ticket of an interrupted upload, without URLs if it was committed after all."""
        take_id = self.memory.recall(key)
        if not take_id:
            return None
        try:
            return self._dict("GET", f"uploads/{take_id}/")
        except PractikaError as refused:
            if refused.code == "not_uploading" and self.take(take_id)["submitted_at"]:
                return {"take_id": take_id}
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
            part_count=parts,
        )
        self.memory.remember(key, str(ticket["take_id"]))
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

    def _newest_first(self, path: str) -> Iterator[dict[str, Any]]:
        params: dict[str, str] = {}
        while rows := self.api.call("GET", path, params=params):
            yield from reversed(rows)
            params = {"before": rows[0]["id"]}

    def _dict(self, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.api.call(method, path, **kwargs)
        return answer
