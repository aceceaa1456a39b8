"""Every address that takes a file refuses what is no such file, and what is too large.

Doors are found by asking: each page of the portal and its admin is opened, and every form that
takes a file must be known here. Bytes also come through the API and the storage's signed links.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents.models import Document
from wagtail.images import get_image_model

from accounts.models import User
from tests.security.routes import all_routes
from tests.security.world import World, client_of
from videos.models import LibraryVideo

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PAGE = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@dataclass(frozen=True)
class Door:
    """A form's address, its fields beside the file, and files it must not take."""

    url: str
    field: str
    wrong: tuple[tuple[str, bytes], ...]
    right: str
    others: dict[str, str]
    limit: str


VIDEO_WRONG = (("take.php", b"<?php"), ("take.html", PAGE), ("take.svg", SVG), ("take.exe", b"MZ"))
IMAGE_WRONG = (("a.svg", SVG), ("a.png", PAGE), ("a.php", b"<?php"), ("a.html", PAGE))
FILE_WRONG = (("a.html", PAGE), ("a.svg", SVG), ("a.js", b"alert(1)"), ("a.exe", b"MZ"))
IN_COLLECTION = {"title": "Door", "collection": "1"}

DOORS = {
    "admin/media/(?P<media_type>audio|video|media)/add/": Door(
        "/admin/media/video/add/", "file", VIDEO_WRONG, "take.mp4", IN_COLLECTION, "video"
    ),
    "admin/media/(?P<media_type>audio|video)/chooser/upload/": Door(
        "/admin/media/video/chooser/upload/",
        "media-chooser-upload-file",
        VIDEO_WRONG,
        "take.mp4",
        {f"media-chooser-upload-{name}": value for name, value in IN_COLLECTION.items()},
        "video",
    ),
    "admin/documents/add/": Door(
        "/admin/documents/add/", "file", FILE_WRONG, "a.pdf", IN_COLLECTION, "document"
    ),
    "admin/documents/multiple/add/": Door(
        "/admin/documents/multiple/add/", "files[]", FILE_WRONG, "a.pdf", IN_COLLECTION, "document"
    ),
    "admin/documents/chooser/create/": Door(
        "/admin/documents/chooser/create/",
        "document-chooser-upload-file",
        FILE_WRONG,
        "a.pdf",
        {f"document-chooser-upload-{name}": value for name, value in IN_COLLECTION.items()},
        "document",
    ),
    "admin/images/add/": Door(
        "/admin/images/add/", "file", IMAGE_WRONG, "a.png", IN_COLLECTION, "image"
    ),
    "admin/images/multiple/add/": Door(
        "/admin/images/multiple/add/", "files[]", IMAGE_WRONG, "a.png", IN_COLLECTION, "image"
    ),
    "admin/images/chooser/create/": Door(
        "/admin/images/chooser/create/",
        "image-chooser-upload-file",
        IMAGE_WRONG,
        "a.png",
        {f"image-chooser-upload-{name}": value for name, value in IN_COLLECTION.items()},
        "image",
    ),
}
EDITS = {
    # The same forms again, for a thing that is there already.
    "admin/media/edit/<int:media_id>/",
    "admin/documents/edit/<int:document_id>/",
    "admin/images/<int:image_id>/",
}
FOR_SUPERUSERS = {"admin/redirects/import/", "admin/redirects/import/process/"}
"""A list of addresses as CSV, for superusers."""

READ_ONLY = {"admin/snippets/invitations/invitation/add/"}
"""Reads people's addresses from the file and keeps none of it: see tests/invitations."""


@pytest.fixture
def desk(admin: User) -> Client:
    return client_of(admin)


def test_every_form_with_a_file_field_is_known(world: World) -> None:
    superuser = client_of(_superuser(world.users["admin"]))
    found = {pattern for pattern, url in _addresses(world) if _takes_file(superuser, url)}

    known = set(DOORS) | EDITS | FOR_SUPERUSERS | READ_ONLY | {"admin/media/chooser/"}
    choosers = {p for p in found if p.startswith("admin/") and "chooser" in p}
    assert found - known - choosers == set()


def test_every_upload_view_is_known() -> None:
    """Doors without a form of their own: what is called an upload is one."""
    names = re.compile(r"upload|multiple/add|chooser/create|/import/")
    found = {_plain(route.pattern) for route in all_routes() if names.search(route.pattern)}

    known = {
        "admin/documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/",
        "admin/documents/multiple/delete_upload/<int:uploaded_file_id>/",
        "admin/images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/",
        "admin/images/multiple/delete_upload/<int:uploaded_file_id>/",
        "admin/embeds/chooser/upload/",
        "admin/workflows/task_chooser/create/",
        "api/v1/uploads/",
        "api/v1/uploads/<uuid:take_id>/",
    }
    assert found - known - set(DOORS) - FOR_SUPERUSERS == set()


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
def test_each_form_accepts_only_the_right_file(
    door: Door, desk: Client, real_video: Path, settings: Any
) -> None:
    for name, content in door.wrong:
        before = _things()
        _send(desk, door, name, content)
        assert _things() == before, name
    good = {"take.mp4": real_video.read_bytes(), "a.png": _png(), "a.pdf": b"%PDF-1.4"}[door.right]
    before = _things()
    _send(desk, door, door.right, good)
    assert _things() == before + 1

    settings.VIDEO_MAX_BYTES = len(good) - 1
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = len(good) - 1
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = len(good) - 1
    before = _things()
    _send(desk, door, door.right, good)
    assert _things() == before, "too large"


def test_the_api_has_the_same_rules(world: World) -> None:
    for name, _content in VIDEO_WRONG:
        asked = {"exercise": str(world.exercise.uid), "filename": name, "size_bytes": 5}
        answer = world.clients["student"].post("/api/v1/uploads/", asked, "application/json")
        assert answer.status_code == 415, name


def test_the_limits_are_set(settings: Any) -> None:
    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    assert settings.VIDEO_MAX_BYTES
    active = {"html", "htm", "svg", "js", "xml", "xhtml", "swf"}
    assert not active & {*settings.WAGTAILDOCS_EXTENSIONS, *settings.WAGTAILIMAGES_EXTENSIONS}


def _send(client: Client, door: Door, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content, content_type="application/octet-stream")
    headers = {"X-Requested-With": "XMLHttpRequest"}
    return client.post(door.url, {**door.others, door.field: file}, headers=headers)


def _things() -> int:
    made = (LibraryVideo, Document, get_image_model())
    return sum(int(model.objects.count()) for model in made)


def _png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


def _superuser(user: User) -> User:
    user.is_superuser = True
    user.save(update_fields=["is_superuser"])
    return user


def _takes_file(client: Client, url: str) -> bool:
    response = client.get(url)
    if response.status_code != 200 or response.streaming:
        return False
    text = response.content.decode(errors="replace").replace('\\"', '"')
    return bool(BeautifulSoup(text, "html.parser").select('input[type="file"]'))


def _addresses(world: World) -> Iterator[tuple[str, str]]:
    """Every address that needs no more than a number, filled with things that are there."""
    numbers = {
        "media_id": world.library.pk, "document_id": world.document.pk, "page_id": 1, "pk": 1,
    }  # fmt: skip
    for route in all_routes():
        pattern = _plain(route.pattern)
        url = re.sub(r"<int:(\w+)>", lambda m: str(numbers.get(m[1], 1)), pattern)
        url = re.sub(r"\(\?P<media_type>[^)]*\)", "video", url)
        if "<" not in url and "(" not in url and "failwhale" not in url:
            yield pattern, f"/{url}"
    yield "practice", f"/practice/takes/{world.take.pk}/"
    yield "desk", f"/admin/snippets/feedback/feedback/edit/{world.draft.pk}/"


def _plain(pattern: str) -> str:
    return pattern.replace("^", "").replace("$", "")
