"""Pictures and documents are as visible as the pages that show them."""

from typing import Any

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from core.bucket import clients
from courses.models import HomePage
from tests.plugins.storage import opened

# Wagtail leaves closing a resized picture's temporary file to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PEOPLE = [
    ("teacher", 200),
    ("student", 200),
    ("classmate", 200),
    ("stranger", 404),
    ("editor", 200),
    ("admin", 200),
    (None, 404),
]


@pytest.fixture
def picture(db: None) -> Any:
    return get_image_model().objects.create(title="Hand", file=get_test_image_file())


@pytest.fixture
def document(db: None) -> Any:
    file = ContentFile(b"plan", name="plan.pdf")
    return get_document_model().objects.create(title="Plan", file=file)


def visit(client: Any, person: str | None, url: str, request: Any) -> int:
    if person:
        client.force_login(request.getfixturevalue(person))
    return opened(client, url).status


@pytest.mark.parametrize(("person", "status"), PEOPLE)
def test_picture_of_a_lesson(
    person: str | None, status: int, client: Any, lesson: Any, picture: Any, request: Any
) -> None:
    value = {"image": {"image": picture.pk, "alt_text": "", "decorative": True}, "caption": ""}
    lesson.body = [{"type": "image", "value": value}]
    lesson.save_revision().publish()

    assert visit(client, person, picture.get_rendition("width-100").url, request) == status


@pytest.mark.parametrize(("person", "status"), PEOPLE)
def test_picture_of_a_course(
    person: str | None, status: int, client: Any, course: Any, picture: Any, request: Any
) -> None:
    course.image = picture
    course.save_revision().publish()

    assert visit(client, person, picture.get_rendition("fill-640x360").url, request) == status


@pytest.mark.parametrize(("person", "status"), PEOPLE)
def test_document_of_a_lesson(
    person: str | None, status: int, client: Any, lesson: Any, document: Any, request: Any
) -> None:
    lesson.body = [{"type": "download", "value": {"document": document.pk, "label": ""}}]
    lesson.save_revision().publish()

    assert visit(client, person, document.url, request) == status


def test_picture_of_the_front_page_is_for_everyone(client: Any, picture: Any) -> None:
    home = HomePage.objects.get()
    value = {"image": {"image": picture.pk, "alt_text": "", "decorative": True}, "caption": ""}
    home.body = [{"type": "image", "value": value}]
    home.save_revision().publish()

    answer = opened(client, picture.get_rendition("width-100").url)

    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("image/")
    assert "private" in answer.headers["Cache-Control"]


def test_originals_and_other_files_are_not_served(client: Any, admin: Any, picture: Any) -> None:
    client.force_login(admin)

    for url in (
        picture.file.url,
        "/media/images/../../settings.py",
        "/media/images/nothing.png",
        "/media/images/%2e%2e/x",
    ):
        assert client.get(url).status_code == 404


def test_picture_whose_file_is_gone_is_not_found(client: Any, admin: Any, picture: Any) -> None:
    rendition = picture.get_rendition("width-100")
    rendition.file.storage.delete(rendition.file.name)
    client.force_login(admin)

    assert opened(client, rendition.url).status == 404


def _followed(answer: Any) -> requests.Response:
    assert (answer.status_code, answer["Location"][:5]) == (302, "http:")
    return requests.get(answer["Location"], timeout=10)


def test_picture_in_the_bucket_is_read_there_by_those_who_may_see_it(
    rclone_bucket: Any, client: Any, admin: Any, picture: Any
) -> None:
    url = picture.get_rendition("width-100").url
    assert url.startswith("/media/images/")
    assert client.get(url).status_code == 404
    client.force_login(admin)

    answer = client.get(url)
    found = _followed(answer)

    assert found.status_code == 200
    assert found.headers["Content-Type"] == "image/png"
    assert found.headers["Content-Disposition"].startswith("inline")
    assert "private" in answer["Cache-Control"]
    assert requests.get(answer["Location"].partition("?")[0], timeout=10).status_code in (400, 403)


def test_document_in_the_bucket_is_read_there_by_those_who_may_see_it(
    rclone_bucket: Any, client: Any, admin: Any, stranger: Any
) -> None:
    file = ContentFile(b"a,b", name="plän.csv")
    document = get_document_model().objects.create(title="Plan", file=file)
    client.force_login(stranger)
    assert client.get(document.url).status_code == 404
    client.force_login(admin)

    found = _followed(client.get(document.url))

    assert (found.status_code, found.content) == (200, b"a,b")
    assert found.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''pl")


def test_two_files_with_the_same_name_in_the_bucket_stay_separate(
    rclone_bucket: Any, db: None
) -> None:
    documents = [
        get_document_model().objects.create(title="x", file=ContentFile(body, name="same.txt"))
        for body in (b"one", b"two")
    ]

    assert [document.file.read() for document in documents] == [b"one", b"two"]
    for document in documents:
        document.file.close()


def test_unreachable_bucket_is_explained(
    rclone_bucket: Any, client: Any, admin: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    clients.forget()
    client.force_login(admin)
    file = SimpleUploadedFile("plan.pdf", b"plan")

    answer = client.post("/admin/documents/add/", {"title": "Plan", "file": file})

    assert answer.status_code == 503
    assert "pictures and documents" in answer.content.decode()
