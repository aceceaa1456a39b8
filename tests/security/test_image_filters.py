"""Impossible picture sizes in the URLs of Wagtail's admin that accept sizes."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images.models import Image as Picture

from tests.security.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("local_storage")]


@pytest.fixture
def picture() -> Any:
    out = BytesIO()
    Image.new("RGB", (80, 40)).save(out, "PNG")
    return Picture.objects.create(title="a", file=SimpleUploadedFile("a.png", out.getvalue()))


IMPOSSIBLE = [
    *("fill-0x0", "fill-100x0", "fill-0x100", "fill-10x10-c", "fill-10x10-c-5"),
    *("fill-" + "9" * 400 + "x1", "fill-1x" + "9" * 400, "width-x", "width-" + "9" * 5000),
    *("scale-0", "scale-nan", "scale-50", "crop", "jpegquality-1000", "max-5", "nothing-at-all"),
]
POSSIBLE = [
    "fill-10x10",
    "fill-10x10-c100",
    "width-0",
    "height-0",
    "max-0x0",
    "min-0x0",
    "original",
]


def test_impossible_sizes_are_refused(world: World, picture: Any) -> None:
    client = world.clients["admin"]
    client.raise_request_exception = False
    for spec in IMPOSSIBLE:
        answer = client.get(f"/admin/images/{picture.pk}/preview/{spec}/")
        assert answer.status_code in (400, 404), spec


def test_other_sizes_are_shown(world: World, picture: Any) -> None:
    for spec in POSSIBLE:
        answer = world.clients["admin"].get(f"/admin/images/{picture.pk}/preview/{spec}/")
        assert answer.status_code == 200, spec
        assert answer["Content-Type"] == "image/png", spec


def test_a_picture_without_its_file_is_404(world: World, picture: Any) -> None:
    picture.file.storage.delete(picture.file.name)

    answer = world.clients["admin"].get(f"/admin/images/{picture.pk}/preview/width-10/")

    assert answer.status_code == 404


def test_nobody_else_sees_them(world: World, picture: Any) -> None:
    for who in ("anonymous", "student", "teacher"):
        answer = world.clients[who].get(f"/admin/images/{picture.pk}/preview/fill-0x0/")
        assert answer.status_code in (302, 403, 404), who


def test_pictures_have_no_urls_for_other_sites(world: World, picture: Any) -> None:
    client = world.clients["admin"]
    client.raise_request_exception = False
    for address in ("generate_url/", "generate_url/output/"):
        for query in ("", "?filter_method=fill&width=0&height=0", "?filter_method=x"):
            assert client.get(f"/admin/images/{picture.pk}/{address}{query}").status_code == 404
