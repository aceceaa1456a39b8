"""Damaged files are refused with an explanation, and don't stop the sweep."""

import struct
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import Image
from wagtail.documents.models import Document
from wagtail.images.models import Image as Picture

from accounts.models import User
from core.metadata import without_metadata
from core.metadata.damaged import Damaged
from tests.core.test_metadata import needles_in, office, told

DOCX = office(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w>" + b"a" * 99))


def _wrong_sum() -> bytes:
    at = DOCX.index(b"PK\x01\x02") + 16
    return DOCX[:at] + b"\1\2\3\4" + DOCX[at + 4 :]


def _with_a_flag(offset: int, value: int) -> bytes:
    """In the directory and before each part: 8 (6) is whether a password is asked, 10 (8) how it
    is packed."""
    data = bytearray(DOCX)
    for mark, at in ((b"PK\x01\x02", offset), (b"PK\x03\x04", offset - 2)):
        found = data.find(mark)
        while found >= 0:
            data[found + at : found + at + 2] = struct.pack("<H", value)
            found = data.find(mark, found + 4)
    return bytes(data)


def _unreadable_avif(*, with_tags: bool = False) -> bytes:
    """With tags it can't even be opened."""
    out = BytesIO()
    Image.new("RGB", (80, 40)).save(out, "AVIF")
    data = told("AVIF") if with_tags else out.getvalue()
    at = data.index(b"mdat") + 4
    return data[:at] + b"\xff" * (len(data) - at)


BROKEN = {
    "sum.docx": _wrong_sum(),
    "password.docx": _with_a_flag(8, 1),
    "packed.docx": _with_a_flag(10, 9),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_can_t_be_unpacked_is_damaged(name: str) -> None:
    with pytest.raises(Damaged):
        without_metadata(BROKEN[name])


def test_a_turned_picture_that_ends_too_early_is_cut() -> None:
    whole = told("JPEG", orientation=6)
    bare = without_metadata(whole[:-20])

    assert needles_in(bare) == []
    assert Image.open(BytesIO(bare)).size == (80, 40)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_pictures_that_end_anywhere_give_no_other_error(kind: str) -> None:
    whole = told(kind, orientation=6)
    for length in range(12, len(whole), 61):
        try:
            without_metadata(whole[:length])
        except Damaged:
            continue


def test_a_picture_that_can_t_be_opened_loses_its_metadata() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        assert needles_in(without_metadata(told(kind)[:-200])) == []


def test_a_damaged_picture_in_a_document_stays() -> None:
    picture = _unreadable_avif()
    parts = [("[Content_Types].xml", b"<Types/>"), ("word/media/a.avif", picture)]
    with pytest.raises(Damaged):
        without_metadata(picture)

    with zipfile.ZipFile(BytesIO(without_metadata(office(*parts)))) as bare:
        assert bare.read("word/media/a.avif") == picture


def test_an_encrypted_document_is_left_unchanged() -> None:
    manifest = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    odt = office(("META-INF/manifest.xml", manifest), ("meta.xml", b"\x07secret"))

    assert without_metadata(odt) == odt


@pytest.fixture
def editing(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_forms_of_documents_say_so(editing: Client, name: str) -> None:
    for address, field in [
        ("/admin/documents/add/", "file"),
        ("/admin/documents/multiple/add/", "files[]"),
    ]:
        sent = {"title": "Paper", field: SimpleUploadedFile(name, BROKEN[name]), "collection": "1"}
        answer = editing.post(address, sent, headers={"X-Requested-With": "XMLHttpRequest"})
        assert answer.status_code == 200
        assert "This file is damaged" in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.avif", _unreadable_avif()),
        ("a.avif", _unreadable_avif(with_tags=True)),
        ("a.jpg", told("JPEG", orientation=6)[:-20]),
        ("a.jpg", told("JPEG")[:-20]),
        ("a.jpg", told("JPEG")[:200]),
        ("a.png", told("PNG")[:60]),
        ("a.webp", told("WEBP")[:60]),
    ],
)
def test_forms_of_pictures_say_so(editing: Client, name: str, data: bytes) -> None:
    sent = {"title": "Bow", "file": SimpleUploadedFile(name, data), "collection": "1"}

    assert "This file is damaged" in editing.post("/admin/images/add/", sent).content.decode()
    assert not Picture.objects.exists()


@pytest.mark.django_db
def test_our_own_code_gets_the_error() -> None:
    with pytest.raises(ValidationError, match="damaged"):
        Document.objects.create(title="a", file=ContentFile(BROKEN["sum.docx"], name="a.docx"))


@pytest.mark.django_db
def test_a_file_is_looked_at_once(editing: Client, monkeypatch: Any) -> None:
    seen = []
    monkeypatch.setattr(
        "core.metadata.keeping.without_metadata",
        lambda data: seen.append(len(data)) or data,
    )
    file = SimpleUploadedFile("a.docx", DOCX)
    editing.post("/admin/documents/add/", {"title": "a", "file": file, "collection": "1"})

    assert seen == [len(DOCX)]


@pytest.mark.django_db
def test_the_sweep_continues_after_them(capsys: Any) -> None:
    for number, (name, data) in enumerate([*BROKEN.items(), ("z.mp3", b"ID3"), ("a.csv", b"a,b")]):
        document = Document.objects.create(title=name, file=ContentFile(b"a", name=f"{number}.txt"))
        stored = default_storage.save(f"documents/{name}", ContentFile(data))
        Document.objects.filter(pk=document.pk).update(file=stored)

    call_command("strip_metadata")

    out = capsys.readouterr().out
    assert "0 cleaned, 2 already clean, 0 missing, 3 damaged" in out
    assert "damaged: documents/sum" in out
