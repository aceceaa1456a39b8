"""The ways in for a file: the student's page, the API, the editors' library.

Each sends a file as its users do, over HTTP, and lets the worker do the first job.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from knox.models import AuthToken

from accounts.models import User
from tests.plugins.storage import put
from videos.models import VideoAsset
from videos.worker import run

LIBRARY = "/admin/media/video/add/"
UPLOADS = "/api/v1/uploads/"


@dataclass(frozen=True)
class Answer:
    """What became of the file: playing, or refused with a code and a sentence for its sender."""

    plays: bool
    code: str
    sentence: str


@dataclass(frozen=True)
class Room:
    """Those who send, and where to."""

    student: User
    editor: User
    exercise: Any


Send = Callable[[Room, Path], Answer]


def through_the_page(room: Room, path: Path) -> Answer:
    """As the practice room's script does: with the session, in parts."""
    client = Client()
    client.force_login(room.student)
    return _upload(client, {}, room, path, part_count=2)


def through_the_api(room: Room, path: Path) -> Answer:
    """As a program does: with a token, in one piece."""
    token = AuthToken.objects.create(room.student)[1]
    return _upload(Client(), {"Authorization": f"Token {token}"}, room, path)


def through_the_library(room: Room, path: Path) -> Answer:
    client = Client()
    client.force_login(room.editor)
    known = set(VideoAsset.objects.values_list("pk", flat=True))
    file = SimpleUploadedFile(path.name, path.read_bytes(), content_type="video/mp4")
    answer = client.post(LIBRARY, {"title": "Odd", "collection": "1", "file": file})
    if answer.status_code == 200:
        errors = answer.context["form"].errors
        return Answer(False, errors.as_data()["file"][0].code or "", str(errors["file"][0]))
    assert answer.status_code == 302, answer.status_code
    return _worked(VideoAsset.objects.exclude(pk__in=known).get())


WAYS: dict[str, Send] = {
    "page": through_the_page,
    "api": through_the_api,
    "library": through_the_library,
}


def _upload(
    client: Client, headers: dict[str, str], room: Room, path: Path, **asked: Any
) -> Answer:
    body = path.read_bytes()
    asked |= {"filename": path.name, "size_bytes": len(body), "exercise": str(room.exercise.uid)}
    begun = client.post(UPLOADS, asked, "application/json", headers=headers)
    if begun.status_code != 201:
        return _refused(begun)
    ticket = begun.json()
    for url, piece in _pieces(ticket, body):
        assert put(url, piece) == 200
    take = ticket["take_id"]
    done = client.post(f"/api/v1/clips/{take}/commit/", {}, "application/json", headers=headers)
    if done.status_code not in (200, 201, 202):
        return _refused(done)
    return _worked(VideoAsset.objects.get(take__pk=take))


def _pieces(ticket: dict[str, Any], body: bytes) -> list[tuple[str, bytes]]:
    if not ticket["parts"]:
        return [(ticket["url"], body)]
    found, at = [], 0
    for part in ticket["parts"]:
        found.append((part["url"], body[at : at + part["size_bytes"]]))
        at += part["size_bytes"]
    return found


def _refused(answer: Any) -> Answer:
    assert 400 <= answer.status_code < 500, answer.status_code
    error = answer.json()["error"]
    return Answer(False, error["code"], error["message"])


def _worked(asset: VideoAsset) -> Answer:
    assert run.work_one()
    asset.refresh_from_db()
    return Answer(asset.is_watchable, asset.error_code, asset.reason)
