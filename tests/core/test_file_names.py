"""File names: shortened before their extension, for every kind of upload."""

from pathlib import PurePosixPath
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images import get_image_model

from core.file_names import clean_name
from videos.models import LibraryVideo, VideoAsset

STUDENT = "👩🏽\u200d🎓"
LONG = {
    "letters": "x" * 300,
    "Cyrillic": "смычок " * 50,
    "Japanese": "弓の練習" * 60,
    "emoji": "🎻" * 200,
    "people": STUDENT * 60,
    "flags": "🇩🇪" * 60,
    "accents": "q\u0323\u0307" * 120,
}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.mark.parametrize("stem", LONG.values(), ids=LONG.keys())
@pytest.mark.parametrize("ending", [".mp4", ".MOV", ""])
def test_a_long_name_fits_and_keeps_its_ending(stem: str, ending: str) -> None:
    name = clean_name(stem + ending)

    assert len(name) <= 255
    assert 200 < len(name.encode()) <= 255
    assert name.endswith(ending)
    assert stem.startswith(name.removesuffix(ending))


@pytest.mark.parametrize(
    ("text", "unit"),
    [(STUDENT * 60, STUDENT), ("🇩🇪" * 60, "🇩🇪"), ("q\u0323\u0307" * 120, "q\u0323\u0307")],
)
def test_characters_of_several_code_points_are_not_cut(text: str, unit: str) -> None:
    kept = clean_name(text + ".mp4").removesuffix(".mp4")

    assert kept == unit * kept.count(unit)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("", ""),
        ("...", ""),
        (". .", ""),
        ("/", ""),
        ("a/..", ""),
        ("\u200b\u202e\x00", ""),
        ("take", "take"),
        ("take.", "take"),
        ("take.mp4 .", "take.mp4"),
        (".mp4", ".mp4"),
        ("C:\\films\\take.mp4", "take.mp4"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\x00\u2028c.mp4", "abc.mp4"),
        ("\u2066take\u2069\u202e4pm.mov", "take4pm.mov"),
        ("\ud83dtake.mp4", "take.mp4"),
        ("\ufefftake.mp4", "take.mp4"),
        ("cafe\u0301.mp4", "café.mp4"),
        ("نمی\u200cخواهم.mp4", "نمی\u200cخواهم.mp4"),
        ("a." + "b" * 300, "a." + "b" * 253),
        ("x" * 255, "x" * 255),
        ("x" * 256, "x" * 255),
        ("x" * 251 + ".mp4", "x" * 251 + ".mp4"),
        ("x" * 252 + ".mp4", "x" * 251 + ".mp4"),
    ],
)
def test_odd_names(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept
    assert clean_name(kept) == kept


@pytest.mark.parametrize("stem", LONG.values(), ids=LONG.keys())
def test_the_api_shortens(stem: str, client: Client, student: Any, exercise: Any) -> None:
    client.force_login(student)
    wish = {"exercise": str(exercise.uid), "filename": stem + ".mp4", "size_bytes": 10}

    answer = client.post("/api/v1/uploads/", wish, content_type="application/json")

    assert answer.status_code == 201, answer.content
    name = VideoAsset.objects.get().orig_filename
    assert name == clean_name(stem + ".mp4")


@pytest.mark.parametrize("name", ["a\x00b.mp4", "\u202egpj.mp4", "a\nb.mp4", "...", "/", ""])
def test_the_api_cleans(name: str, client: Client, student: Any, exercise: Any) -> None:
    client.force_login(student)
    wish = {"exercise": str(exercise.uid), "filename": name, "size_bytes": 10}

    answer = client.post("/api/v1/uploads/", wish, content_type="application/json")

    assert answer.status_code == 201, answer.content
    assert VideoAsset.objects.get().orig_filename == clean_name(name)


@pytest.fixture
def as_admin(client: Client, admin: Any) -> Client:
    client.force_login(admin)
    return client


@pytest.mark.parametrize("stem", LONG.values(), ids=LONG.keys())
def test_wagtails_documents_take_long_names(as_admin: Client, stem: str) -> None:
    file = SimpleUploadedFile(f"{stem}.txt", b"Bow slowly.", content_type="text/plain")

    answer = as_admin.post("/admin/documents/add/", {"title": "Notes", "file": file})

    assert answer.status_code == 302, answer.content.decode()[:2000]
    document = Document.objects.get()
    assert document.file_extension == "txt"
    with document.file.open() as kept:
        assert kept.read() == b"Bow slowly."


@pytest.mark.parametrize("stem", LONG.values(), ids=LONG.keys())
def test_wagtails_pictures_take_long_names(as_admin: Client, stem: str) -> None:
    file = SimpleUploadedFile(f"{stem}.png", PNG, content_type="image/png")

    answer = as_admin.post("/admin/images/add/", {"title": "Bow", "file": file})

    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert PurePosixPath(get_image_model().objects.get().file.name).suffix == ".png"


@pytest.mark.parametrize("stem", LONG.values(), ids=LONG.keys())
def test_the_library_takes_long_names(as_admin: Client, stem: str) -> None:
    file = SimpleUploadedFile(f"{stem}.mp4", b"0123", content_type="video/mp4")

    answer = as_admin.post("/admin/media/video/add/", {"title": "", "file": file})

    assert answer.status_code == 302, answer.content.decode()[:2000]
    item = LibraryVideo.objects.get()
    assert item.asset.orig_filename.endswith(".mp4")
    assert item.title


def test_a_large_file_with_a_long_ending_is_written_to_the_disk(
    as_admin: Client, settings: Any
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    file = SimpleUploadedFile("a." + "弓" * 250, b"0123" * 100, content_type="text/plain")

    answer = as_admin.post("/admin/documents/add/", {"title": "Notes", "file": file})

    assert answer.status_code == 200
    assert "File extension" in answer.content.decode()
