"""The alt text of a picture is what somebody wrote about it, never its file name."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from accounts.models import User
from courses.alt_text import is_file_name
from courses.blocks.pictures import PictureBlock
from courses.models import Lesson

NAMES = [
    "IMG_2034.JPG", "IMG_2034", "img 2034", "DSC00012", "PXL_20240102_101112345", "bow-hold.png",
    "Screenshot 2024-01-02 at 10.11.12", "photo (3)", "image1", "20240102_101112", "a.b.webp",
    "IMG-20240102-WA0003.jpeg",
]  # fmt: skip
WORDS = ["A bow held with a bent thumb", "Bow hold", "3 bows", "Version 2.0 of the hold", "Ärm"]


@pytest.fixture
def picture(db: None) -> Any:
    file = get_test_image_file(filename="IMG_2034.jpg")
    return get_image_model().objects.create(title="IMG 2034", file=file)


def html_of(block: Any, value: Any) -> str:
    return str(block.render(block.to_python(value)))


def value_of(picture: Any, alt: str = "", decorative: bool = False) -> dict[str, Any]:
    image = {"image": picture.pk, "alt_text": alt, "decorative": decorative}
    return {"image": image, "caption": ""}


@pytest.mark.parametrize("name", NAMES)
def test_file_name_is_recognised(name: str) -> None:
    assert is_file_name(name)


@pytest.mark.parametrize("words", WORDS)
def test_description_is_accepted(words: str) -> None:
    assert not is_file_name(words)


def test_its_own_file_name_is_recognised(picture: Any) -> None:
    picture.file.name = "original_images/left-hand_final.png"

    assert is_file_name("left-hand_final", picture)
    assert not is_file_name("The left hand", picture)


def test_wagtail_offers_only_the_description(picture: Any) -> None:
    assert picture.default_alt_text == ""
    picture.description = "A bent thumb"
    assert picture.default_alt_text == "A bent thumb"


@pytest.mark.parametrize(
    ("alt", "decorative", "description", "said"),
    [
        ("A bent thumb", False, "", "A bent thumb"),
        ("A bent thumb", True, "", ""),
        ("IMG_2034.jpg", False, "A thumb", "A thumb"),
        ("IMG_2034", False, "", ""),
        ("", False, "A thumb", "A thumb"),
    ],
)
def test_block_uses_the_written_alt_text(
    picture: Any, alt: str, decorative: bool, description: str, said: str
) -> None:
    """Includes blocks saved before file names were refused."""
    picture.description = description
    picture.save()

    html = html_of(PictureBlock(), value_of(picture, alt, decorative))

    assert f'alt="{said}"' in html
    assert "IMG" not in html.split('alt="')[1].split('"')[0]


def test_gallery_uses_it_too(picture: Any) -> None:
    pictures = [PictureBlock().to_python(value_of(picture, alt)) for alt in ("IMG_1.png", "Thumb")]

    html = render_to_string("courses/blocks/gallery.html", {"value": {"pictures": pictures}})

    assert html.count('alt=""') == 1
    assert html.count('alt="Thumb"') == 1


@pytest.mark.parametrize(
    ("alt", "decorative", "is_taken"),
    [("A bent thumb", False, True), ("IMG_2034", False, False), ("", False, False),
     ("IMG_2034", True, True), ("", True, True)],
)  # fmt: skip
def test_editor_refuses_a_file_name(
    picture: Any, alt: str, decorative: bool, is_taken: bool
) -> None:
    block = PictureBlock()
    value = block.to_python(value_of(picture, alt, decorative))
    if is_taken:
        block.clean(value)
    else:
        with pytest.raises(ValidationError):
            block.clean(value)


def test_adding_a_picture_asks_what_it_shows(client: Client, teacher: User) -> None:
    client.force_login(teacher)
    for address in (
        reverse("wagtailimages_chooser:create"),
        reverse("wagtailimages_chooser:choose"),
    ):
        page = client.get(address).content.decode()
        assert "What it shows" in page


def test_a_picture_is_not_described_by_its_name(
    client: Client, teacher: User, picture: Any
) -> None:
    client.force_login(teacher)
    data = {
        "title": "x",
        "description": "IMG_2034.jpg",
        "file": get_test_image_file(filename="IMG_2034.jpg"),
        "collection": "1",
    }
    page = client.post(reverse("wagtailimages:add"), data)

    assert page.status_code == 200
    assert not get_image_model().objects.filter(title="x").exists()
    assert "This is a file name" in page.content.decode()


def test_course_picture_is_decorative(
    client: Client, course: Any, student: User, picture: Any
) -> None:
    """The course name is next to it; with an alt text it would be read out twice."""
    course.image = picture
    course.save_revision().publish()
    client.force_login(student)
    for address in (course.get_url(), "/", "/courses/"):
        page = client.get(address).content.decode()
        assert "IMG" not in "".join(part.split('"')[0] for part in page.split('alt="')[1:])


def test_page_with_an_old_picture_shows_no_file_name(
    client: Client, exercise: Any, student: User, picture: Any
) -> None:
    lesson = Lesson.objects.parent_of(exercise).get()
    lesson.body = [("image", PictureBlock().to_python(value_of(picture, "IMG_2034.jpg")))]
    lesson.save_revision().publish()
    client.force_login(student)

    page = client.get(lesson.get_url()).content.decode()

    assert "<img" in page
    assert "IMG_2034.jpg" not in "".join(part.split('"')[0] for part in page.split('alt="')[1:])
