"""The type declared by a browser or system is never a reason to refuse, and never kept."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from tests.corpus.ways import LIBRARY, UPLOADS
from videos.models import VideoAsset
from videos.worker import run

ANNOUNCED = [
    ("clip.mov", "video/mov"),
    ("00001.MTS", "video/vnd.dlna.mpeg-tts"),
    ("00001.m2ts", "video/avchd-stream"),
    ("song.aac", "audio/vnd.dlna.adts"),
    ("clip.MKV", "application/octet-stream"),
    ("clip.mp4", ""),
    ("clip.mp4", "text/html"),
    ("clip.ts", "text/vnd.trolltech.linguist"),
    ("clip.mp4", "nonsense"),
    ("clip.mp4", "video/mp4; codecs=" + "x" * 400),
    ("voice.Opus", "video/ogg"),
    ("clip", "application/x-unknown"),
]


@pytest.mark.parametrize(("name", "kind"), ANNOUNCED)
def test_the_api_takes_it(student: User, exercise: Any, name: str, kind: str) -> None:
    client = Client()
    client.force_login(student)
    asked = {"exercise": str(exercise.uid), "filename": name, "size_bytes": 9, "mime_type": kind}

    begun = client.post(UPLOADS, asked, "application/json")

    assert begun.status_code == 201, begun.content
    assert VideoAsset.objects.get().mime_type == ""


@pytest.mark.parametrize("kind", [None, 7, ["video/mp4"], "video/mp4\0", {"a": 1}])
def test_a_nonsense_type_is_accepted_too(student: User, exercise: Any, kind: Any) -> None:
    client = Client()
    client.force_login(student)
    asked = {"exercise": str(exercise.uid), "filename": "a.mp4", "size_bytes": 9, "mime_type": kind}

    assert client.post(UPLOADS, asked, "application/json").status_code == 201


@pytest.mark.parametrize(("name", "kind"), ANNOUNCED)
def test_the_library_takes_it(editor: User, name: str, kind: str) -> None:
    client = Client()
    client.force_login(editor)
    file = SimpleUploadedFile(name, b"some bytes", content_type=kind)

    answer = client.post(LIBRARY, {"title": "Odd", "collection": "1", "file": file})

    assert answer.status_code == 302, answer.context["form"].errors
    assert VideoAsset.objects.get().mime_type == ""


@pytest.mark.parametrize("kind", ["video/mp4", ""])
def test_a_wrong_ending_is_refused_whatever_its_type(editor: User, kind: str) -> None:
    client = Client()
    client.force_login(editor)
    file = SimpleUploadedFile("page.html", b"some bytes", content_type=kind)

    answer = client.post(LIBRARY, {"title": "Odd", "collection": "1", "file": file})

    assert answer.context["form"].errors.as_data()["file"][0].code == "wrong_type"


def test_the_type_that_is_kept_is_found_in_the_file(editor: User, real_video: Path) -> None:
    client = Client()
    client.force_login(editor)
    file = SimpleUploadedFile("a.MOV", real_video.read_bytes(), content_type="text/html")
    client.post(LIBRARY, {"title": "Odd", "collection": "1", "file": file})

    assert run.work_one()

    asset = VideoAsset.objects.get()
    assert asset.is_watchable
    assert asset.mime_type == "video/mp4"
