"""Removing who commented on or changed a document, and who plays on a recording."""

import struct
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pikepdf
import pytest

from core.metadata import without_metadata
from core.metadata.authors import without_authors
from core.metadata.damaged import Damaged
from tests.core.test_metadata import office

NAME = "NeedleAuthor"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x="urn:x"'
TEXT = 'xmlns:office="urn:office" xmlns:dc="urn:dc" xmlns:meta="urn:meta" xmlns:text="urn:text"'

PARTS = {
    "word/document.xml": f'<w:p {WORD}><w:ins w:id="1" w:author="{NAME}" w:date="2026">'
    f'<w:t>It says author="x"</w:t></w:ins></w:p>',
    "word/comments.xml": f"<w:c {WORD}><w:comment w:author='{NAME}' w:initials=\"{NAME}\"/></w:c>",
    "word/header1.xml": f'<w:h {WORD}><w:del w:author = "{NAME} &gt; b"/></w:h>',
    "word/people.xml": f'<w:people {WORD}><w:person w:author="{NAME}">'
    f'<w:presenceInfo w:providerId="AD" w:userId="S::{NAME}@a.org"/></w:person></w:people>',
    "xl/persons/person.xml": f'<p {SHEET}><person displayName="{NAME}" userId="{NAME}"/></p>',
    "xl/comments1.xml": f"<c {SHEET}><authors><author>{NAME}</author></authors></c>",
    "xl/workbook.xml": f'<w {SHEET}><fileSharing userName="{NAME}"/>'
    f'<x:absPath url="C:\\Users\\{NAME}\\"/><sheet name="Bows"/></w>',
    "xl/revisions/userNames.xml": f'<u {SHEET}><userInfo name="{NAME}"/></u>',
    "ppt/commentAuthors.xml": f'<a {SHEET}><cmAuthor name="{NAME}" initials="{NAME}"/></a>',
    "ppt/authors.xml": f'<a {SHEET}><author name="{NAME}" userId="{NAME}"/></a>',
    "content.xml": f"<a {TEXT}><dc:creator>{NAME}</dc:creator>"
    f"<meta:creator-initials>{NAME}</meta:creator-initials></a>",
    "Object 1/meta.xml": f"<a {TEXT}><dc:creator>{NAME}</dc:creator></a>",
    "package/services/metadata/core-properties/1.psmdcp": f"<a>{NAME}</a>",
    "docprops/Core.xml": f"<a>{NAME}</a>",
}


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_documents_lose_names(part: str) -> None:
    document = office(("[Content_Types].xml", b"<Types/>"), (part, PARTS[part].encode()))

    with zipfile.ZipFile(BytesIO(without_metadata(document))) as bare:
        assert bare.testzip() is None
        assert NAME.encode() not in bare.read(part)
        ElementTree.fromstring(bare.read(part))  # noqa: S314 our own


def test_what_is_written_stays() -> None:
    for part, kept in [
        ("word/document.xml", b'<w:t>It says author="x"</w:t>'),
        ("word/document.xml", b'w:date="2026"'),
        ("xl/workbook.xml", b'<sheet name="Bows"/>'),
    ]:
        assert kept in without_authors(part, PARTS[part].encode())
    assert without_authors("word/a.bin", b'<a author="x">') == b'<a author="x">'


def test_documents_within_documents_lose_names_once() -> None:
    types = ("[Content_Types].xml", b"<Types/>")
    inmost = office(types, ("docProps/core.xml", b"<a>inmost</a>"))
    inner = office(types, ("docProps/core.xml", NAME.encode()), ("word/embeddings/b.docx", inmost))
    outer = office(types, ("word/embeddings/a.docx", inner), ("word/media/a.jpeg", inner))

    with zipfile.ZipFile(BytesIO(without_metadata(outer))) as bare:
        within = zipfile.ZipFile(BytesIO(bare.read("word/embeddings/a.docx")))
        assert bare.read("word/media/a.jpeg") == inner
    assert NAME.encode() not in within.read("docProps/core.xml")
    assert within.read("word/embeddings/b.docx") == inmost


def _annotated(*, indirect: bool) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    remark = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Highlight, Rect=[0, 0, 1, 1]
    )
    remark.T, remark.Contents = NAME, "Bend the thumb"
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 1, 1]
    )
    field.T = "Your answer"
    made = [pdf.make_indirect(remark) if indirect else remark, pdf.make_indirect(field)]
    page.Annots = pikepdf.Array(made)
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(made[1:]))
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("indirect", [True, False])
def test_remarks_in_papers_lose_names(indirect: bool) -> None:
    with pikepdf.open(BytesIO(without_metadata(_annotated(indirect=indirect)))) as pdf:
        remark, field = pdf.pages[0].Annots
        assert "/T" not in remark
        assert str(remark.Contents) == "Bend the thumb"
        assert str(field.T) == "Your answer"


SOUND = b"\xff\xfb\x90\x64" + b"\x55" * 413


def _id3(size: int, *, footer: bool = False) -> bytes:
    body = b"TPE1" + NAME.encode().ljust(size - 4, b"\0") + (b"3DI" + b"\0" * 7 if footer else b"")
    return b"ID3\x04\0" + bytes([0x10 if footer else 0, 0, 0, size >> 7, size & 127]) + body


def _ape() -> bytes:
    body = NAME.encode()
    size = struct.pack("<III", len(body) + 32, 1, 0x80000000) + b"\0" * 8
    mark = b"APETAGEX\xd0\x07\0\0"
    return mark + size + body + mark + size


@pytest.mark.parametrize("length", [299, 310])
def test_a_recording_without_sound_is_damaged(length: int) -> None:
    with pytest.raises(Damaged):
        without_metadata(_id3(300)[:length])


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (_id3(300), b""),
        (_id3(300) + _id3(40), b""),
        (_id3(300, footer=True), b""),
        (b"", b"TAG" + NAME.encode().ljust(125, b"\0")),
        (_id3(20), _ape() + b"TAG+" + b"\0" * 223 + b"TAG" + b"\0" * 125),
        (_id3(20)[:10] + b"%PDF-1.4 " + NAME.encode()[:11], b""),
    ],
)
def test_recordings_lose_the_players_names(before: bytes, behind: bytes) -> None:
    assert without_metadata(before + SOUND + behind) == SOUND
