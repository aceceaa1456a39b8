"""No picture or document reveals where, when, with what and by whom it was made."""

import re
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from wagtail.documents.models import Document
from wagtail.images.models import Image as Picture

from accounts.models import User
from core.metadata import pictures, without_metadata

# Wagtail leaves the temporary file of a size to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

NEEDLES = [b"NeedleMaker", b"NeedleAuthor", b"Needle comment", b"NeedleXmp", b"NeedlePlace"]
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>NeedleXmp</a></x:xmpmeta>'
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LEFT, RIGHT = (250, 10, 10), (10, 10, 250)
STILL = ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"]
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}


def _tags(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x010F], tags[0x013B], tags[0x0112] = "NeedleMaker", "NeedleAuthor", orientation
    place = tags.get_ifd(0x8825)
    place[1], place[2], place[0x1B] = "N", (48.0, 8.0, 0.0), b"NeedlePlace"
    return tags


def told(kind: str, orientation: int = 1) -> bytes:
    """80 by 40 points, its left half red, with all that a phone and an editor write into it."""
    picture = Image.new("RGB", (80, 40), RIGHT)
    picture.paste(LEFT, (0, 0, 40, 40))
    text = PngInfo()
    text.add_text("Author", "NeedleAuthor")
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    more: dict[str, Any] = {
        "JPEG": {"comment": b"Needle comment", "xmp": XMP},
        "PNG": {"pnginfo": text},
        "WEBP": {"xmp": XMP},
        "AVIF": {"xmp": XMP},
        "HEIF": {"xmp": XMP},
    }[kind]
    out = BytesIO()
    picture.save(out, kind, exif=_tags(orientation), icc_profile=PROFILE, **more)
    return out.getvalue()


def needles_in(data: bytes) -> list[bytes]:
    return [needle for needle in [*NEEDLES, b"Exif\0\0"] if needle in data]


@pytest.mark.parametrize("kind", STILL)
def test_a_picture_loses_all_but_itself(kind: str) -> None:
    before = told(kind)
    after = without_metadata(before)
    picture = Image.open(BytesIO(after))

    assert needles_in(before)
    assert needles_in(after) == []
    assert (picture.format, picture.size) == (kind, (80, 40))
    assert picture.info["icc_profile"] == PROFILE
    assert not picture.getexif()
    red, _, blue = picture.convert("RGB").getpixel((10, 20))
    assert red > 180 > 80 > blue


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_an_upright_picture_keeps_every_pixel(kind: str) -> None:
    before = told(kind)
    after = without_metadata(before)

    assert Image.open(BytesIO(after)).tobytes() == Image.open(BytesIO(before)).tobytes()
    assert without_metadata(after) == after


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_rotated_picture_is_turned_upright(kind: str) -> None:
    """Orientation 6: the camera was held upright, the top is at the right of the stored rows."""
    picture = Image.open(BytesIO(without_metadata(told(kind, orientation=6))))

    assert picture.size == (40, 80)
    red, _, blue = picture.convert("RGB").getpixel((20, 10))
    assert red > 180 > 80 > blue
    assert picture.getexif().get(0x0112, 1) == 1


def test_an_embedded_thumbnail_is_removed_too() -> None:
    """A thumbnail in EXIF, and the second picture that phones append."""
    inner = told("JPEG")
    app1 = b"Exif\0\0" + inner
    data = told("JPEG")
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(app1) + 2) + app1 + data[2:] + inner

    assert needles_in(without_metadata(data)) == []


def test_private_chunks_and_compressed_texts_of_png_go() -> None:
    plain = told("PNG")
    body = b"raWd" + b"NeedlePlace"
    chunk = struct.pack(">I", 11) + body + struct.pack(">I", zlib.crc32(body))
    text = PngInfo()
    text.add_text("Author", "NeedleAuthor" * 20, zip=True)
    out = BytesIO()
    Image.open(BytesIO(plain)).save(out, "PNG", pnginfo=text)

    assert b"zTXt" in out.getvalue()
    assert b"zTXt" not in without_metadata(out.getvalue())
    assert needles_in(without_metadata(plain[:33] + chunk + plain[33:])) == []


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_moving_pictures_still_move(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), (60 * n, 0, 0)) for n in range(4)]
    out = BytesIO()
    more = {"comment": b"Needle comment"} if kind == "GIF" else {"exif": _tags(1)}
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=120, loop=0, **more)
    after = without_metadata(out.getvalue())
    picture = Image.open(BytesIO(after))

    assert needles_in(after) == []
    assert picture.n_frames == 4
    picture.seek(1)
    picture.load()
    assert picture.info["duration"] == 120


def test_damage_raises_no_other_error() -> None:
    whole = told("JPEG")

    for kind in ["JPEG", "PNG", "WEBP"]:
        data = told(kind)
        for length in range(12, len(data), 37):
            try:
                pictures.cut(data[:length])
            except pictures.Damaged:
                continue
    assert needles_in(without_metadata(whole[:-40])) == []


def test_other_files_stay_as_they_are() -> None:
    for data in [b"", b"a,b\n1,2\n", b"MThd\0\0\0\6\0\1", b"\xff", b"RIFF", b"PK\x03\x04broken"]:
        assert without_metadata(data) == data


def office(*parts: tuple[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()


def test_office_files_lose_their_authors_and_places() -> None:
    docx = office(
        ("[Content_Types].xml", b"<Types/>"),
        ("docProps/core.xml", b"<a>NeedleAuthor</a>"),
        ("docProps/app.xml", b"<a>NeedleMaker</a>"),
        ("word/document.xml", b"<w>What was written</w>"),
        ("word/media/image1.jpeg", told("JPEG")),
    )
    odt = office(
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", b"<m/>"),
        ("meta.xml", b"<a>NeedleAuthor</a>"),
    )
    for before in (docx, odt):
        with zipfile.ZipFile(BytesIO(without_metadata(before))) as after:
            everything = b"".join(after.read(name) for name in after.namelist())
            assert after.testzip() is None
        assert needles_in(everything) == []
    with zipfile.ZipFile(BytesIO(without_metadata(docx))) as after:
        assert after.read("word/document.xml") == b"<w>What was written</w>"


def test_other_archives_stay_as_they_are() -> None:
    archive = office(("a.txt", b"NeedleAuthor"))

    assert without_metadata(archive) == archive


def paper() -> bytes:
    out = BytesIO()
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    picture = pdf.make_stream(told("JPEG"))
    for key, value in {"Type": "XObject", "Subtype": "Image", "Filter": "DCTDecode"}.items():
        picture[f"/{key}"] = pikepdf.Name(f"/{value}")
    picture.Width, picture.Height, picture.BitsPerComponent = 80, 40, 8
    picture.ColorSpace = pikepdf.Name.DeviceRGB
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    pdf.docinfo["/Author"] = "NeedleAuthor"
    pdf.Root.Metadata = pdf.make_stream(XMP)
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def test_papers_lose_their_authors_and_places() -> None:
    before = paper()
    after = without_metadata(before)

    assert len(needles_in(before)) > 2
    assert needles_in(after) == []
    with pikepdf.open(BytesIO(after)) as pdf:
        assert len(pdf.pages) == 1
        assert "/Info" not in pdf.trailer
    assert without_metadata(b"%PDF-1.7 broken") == b"%PDF-1.7 broken"


def everything_stored() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for folder in ["original_images", "images", "documents", "wagtail_uploads"]:
        try:
            _, names = default_storage.listdir(folder)
        except FileNotFoundError:
            continue
        for name in names:
            with default_storage.open(f"{folder}/{name}") as file:
                found[f"{folder}/{name}"] = file.read()
    return found


def leaks() -> dict[str, list[bytes]]:
    return {
        name: found for name, data in everything_stored().items() if (found := needles_in(data))
    }


@pytest.fixture
def editing(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def upload(kind: str, orientation: int = 1) -> SimpleUploadedFile:
    name = f"metadata-{kind}.{ENDINGS[kind]}"
    return SimpleUploadedFile(name, told(kind, orientation), f"image/{kind.lower()}")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/admin/images/add/", "file"),
        ("/admin/images/multiple/add/", "files[]"),
        ("/admin/images/chooser/create/", "image-chooser-upload-file"),
    ],
)
def test_every_door_for_pictures_takes_them_bare(
    editing: Client, kind: str, address: str, field: str
) -> None:
    prefix = "image-chooser-upload-" if "chooser" in address else ""
    sent = {field: upload(kind, 6), f"{prefix}title": "Bow", f"{prefix}collection": "1"}
    response = editing.post(address, sent, headers={"X-Requested-With": "XMLHttpRequest"})
    picture = Picture.objects.get()
    for spec in ["original", "width-20", "fill-10x10|format-jpeg", "max-30x30|format-webp"]:
        picture.get_rendition(spec)

    assert response.status_code in (200, 302)
    assert (picture.width, picture.height) == (40, 80)
    with picture.open_file() as stored:
        assert picture.file_size == len(stored.read())
    assert leaks() == {}


@pytest.mark.django_db
def test_a_replaced_file_is_cleaned_too(editing: Client) -> None:
    picture = Picture.objects.create(title="Bow", file=upload("PNG"))
    sent = {"title": "Bow", "file": upload("JPEG", 6), "collection": picture.collection_id}
    response = editing.post(f"/admin/images/{picture.pk}/", sent)
    picture.refresh_from_db()

    assert response.status_code == 302
    assert picture.file.name.endswith(".jpg")
    assert leaks() == {}


@pytest.mark.django_db
def test_documents_are_taken_bare(editing: Client) -> None:
    file = SimpleUploadedFile("paper.pdf", paper(), "application/pdf")
    sent = {"title": "Paper", "file": file, "collection": "1"}

    assert editing.post("/admin/documents/add/", sent).status_code == 302
    document = Document.objects.get()
    assert document.file_size == document.file.size
    assert leaks() == {}


@pytest.mark.django_db
def test_what_was_stored_before_is_cleaned(capsys: Any) -> None:
    """Files that came in before there was this, sizes of them included."""
    picture = Picture.objects.create(title="Bow", file=upload("PNG"))
    name = default_storage.save("original_images/before.jpg", BytesIO(told("JPEG", 6)))
    Picture.objects.filter(pk=picture.pk).update(file=name, width=80, height=40)
    picture.refresh_from_db()
    size = picture.get_rendition("width-20")
    small = default_storage.save("images/before.jpg", BytesIO(told("JPEG")))
    type(size).objects.filter(pk=size.pk).update(file=small)
    call_command("strip_metadata")
    picture.refresh_from_db()
    size.refresh_from_db()

    assert re.search(r"2 cleaned, 0 already clean, 0 missing", capsys.readouterr().out)
    assert (picture.width, picture.height) == (40, 80)
    assert {picture.file.name, size.file.name} <= set(everything_stored())
    assert name not in everything_stored()
    assert leaks() == {}
    call_command("strip_metadata")
    assert "0 cleaned, 2 already clean" in capsys.readouterr().out
