"""The local storage's own addresses, over HTTP."""

import hashlib
import uuid
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import User
from tests.plugins.storage import WAITING
from videos.intake import local_put
from videos.storage.local import LocalStorage
from videos.storage.ranges import Unsatisfiable, parse_range

pytestmark = pytest.mark.usefixtures("waiting_upload")

BODY = bytes(range(256)) * 4
KEY = "videos/0a1b/renditions/360p.mp4"


@pytest.fixture
def storage() -> LocalStorage:
    return LocalStorage.from_settings()


@pytest.fixture
def stored(storage: LocalStorage, tmp_path: Path) -> LocalStorage:
    path = tmp_path / "body"
    path.write_bytes(BODY)
    storage.put_file(path, KEY)
    return storage


def _put_url(storage: LocalStorage, size: int = len(BODY)) -> str:
    expires_at = timezone.now() + timedelta(minutes=5)
    return storage.put_url(WAITING, size_bytes=size, max_bytes=size, expires_at=expires_at)


def _files(storage: LocalStorage) -> list[str]:
    return [str(p.relative_to(storage.root)) for p in storage.root.rglob("*") if p.is_file()]


def _body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_put_answers_with_the_etag(storage: LocalStorage) -> None:
    answer = Client().put(_put_url(storage), BODY, content_type="video/mp4")

    assert answer.status_code == 200
    assert answer["ETag"] == f'"{hashlib.md5(BODY, usedforsecurity=False).hexdigest()}"'
    assert _files(storage) == [WAITING]


def test_put_on_a_full_disk_says_so_and_leaves_nothing(
    storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Temporary files go to /dev/full, where every write fails."""
    name = uuid.uuid4()
    monkeypatch.setattr("videos.storage.local.uuid.uuid4", lambda: name)
    storage.root.joinpath(".incoming").mkdir(parents=True)
    storage.root.joinpath(".incoming", name.hex).symlink_to("/dev/full")

    answer = Client().put(_put_url(storage), BODY, content_type="video/mp4")

    assert answer.status_code == 507
    assert "disk is full" in answer.content.decode()
    assert answer["Retry-After"] == "10"
    assert list(storage.root.joinpath(".incoming").iterdir()) == []


def test_put_needs_no_session_and_no_csrf_token(storage: LocalStorage) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.put(_put_url(storage), BODY, content_type="video/mp4").status_code == 200


def test_put_with_an_altered_token_is_refused(storage: LocalStorage) -> None:
    url = _put_url(storage)

    for wrong in (url[:-1] + ("a" if url[-1] != "a" else "b"), "/storage/put/x", "/storage/put/:"):
        assert Client().put(wrong, BODY).status_code == 403
    assert _files(storage) == []


def test_a_reading_token_does_not_write(storage: LocalStorage, student: User) -> None:
    url = storage.download_url(KEY, student, seconds=60).replace("/get/", "/put/")

    assert Client().put(url, BODY).status_code == 403


def test_a_cut_connection_leaves_nothing(storage: LocalStorage) -> None:
    token = _put_url(storage).rsplit("/", 1)[1]
    request = RequestFactory().put("/", b"", content_type="video/mp4")
    request.META["CONTENT_LENGTH"] = str(len(BODY))
    request._stream = BytesIO(BODY[:100])

    answer = local_put.put(request, token)

    assert answer.status_code == 400
    assert _files(storage) == []


def test_put_without_a_length_is_refused(storage: LocalStorage) -> None:
    token = _put_url(storage).rsplit("/", 1)[1]
    request = RequestFactory().put("/", b"")
    request.META.pop("CONTENT_LENGTH", None)

    assert local_put.put(request, token).status_code == 411


def test_put_takes_nothing_but_put(storage: LocalStorage) -> None:
    assert Client().post(_put_url(storage), BODY, content_type="video/mp4").status_code == 405


def test_only_the_person_of_the_link_reads(
    stored: LocalStorage, student: User, classmate: User, client: Client
) -> None:
    url = stored.download_url(KEY, student, seconds=60)
    assert client.get(url).status_code == 404

    client.force_login(classmate)
    assert client.get(url).status_code == 404

    client.force_login(student)
    answer = client.get(url)
    assert (answer.status_code, _body(answer)) == (200, BODY)


@pytest.mark.parametrize("ending", ["", ".html", ".mp4.html", ".mp4/", ".", ".mp4."])
def test_a_link_ends_as_its_file_does(
    stored: LocalStorage, student: User, client: Client, ending: str
) -> None:
    client.force_login(student)
    url = stored.download_url(KEY, student, seconds=60)
    assert url.endswith(".mp4")
    assert client.get(url).status_code == 200

    assert client.get(url.removesuffix(".mp4") + ending).status_code == 404


def test_an_api_token_reads_too(stored: LocalStorage, student: User, client: Client) -> None:
    url = stored.download_url(KEY, student, seconds=60)
    token = AuthToken.objects.create(student)[1]

    answer = client.get(url, headers={"Authorization": f"Token {token}"})

    assert _body(answer) == BODY
    assert client.get(url, headers={"Authorization": "Token wrong"}).status_code == 404


def test_a_deactivated_person_reads_nothing(
    stored: LocalStorage, student: User, client: Client
) -> None:
    url = stored.download_url(KEY, student, seconds=60)
    client.force_login(student)
    User.objects.filter(pk=student.pk).update(is_active=False)

    assert client.get(url).status_code == 404


def test_headers_keep_browsers_from_guessing(
    stored: LocalStorage, student: User, client: Client
) -> None:
    client.force_login(student)

    answer = client.get(stored.download_url(KEY, student, seconds=60))

    assert answer["Content-Type"] == "video/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert answer["Content-Length"] == "1024"


def test_an_original_is_only_ever_downloaded(
    storage: LocalStorage, student: User, client: Client, tmp_path: Path
) -> None:
    path = tmp_path / "evil"
    path.write_bytes(b"<script>alert(1)</script>")
    storage.put_file(path, "videos/0a1b/original")
    client.force_login(student)

    answer = client.get(storage.download_url("videos/0a1b/original", student, seconds=60))

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "body"),
    [
        ("bytes=0-99", 206, "bytes 0-99/1024", BODY[:100]),
        ("bytes=1000-", 206, "bytes 1000-1023/1024", BODY[1000:]),
        ("bytes=-24", 206, "bytes 1000-1023/1024", BODY[1000:]),
        ("bytes=1000-9999", 206, "bytes 1000-1023/1024", BODY[1000:]),
        ("bytes=1024-", 416, "bytes */1024", b""),
        ("bytes=-0", 416, "bytes */1024", b""),
        ("bytes=0-1,5-6", 200, None, BODY),
        ("bytes=9-1", 200, None, BODY),
        ("pages=1-2", 200, None, BODY),
        ("bytes=x-y", 200, None, BODY),
    ],
)
def test_ranges(
    stored: LocalStorage,
    student: User,
    client: Client,
    asked: str,
    status: int,
    content_range: str | None,
    body: bytes,
) -> None:
    client.force_login(student)
    url = stored.download_url(KEY, student, seconds=60)

    answer = client.get(url, headers={"Range": asked})

    assert (answer.status_code, answer.get("Content-Range")) == (status, content_range)
    assert _body(answer) == body


def test_if_range_and_if_none_match(stored: LocalStorage, student: User, client: Client) -> None:
    client.force_login(student)
    url = stored.download_url(KEY, student, seconds=60)
    etag = client.head(url)["ETag"]

    same = client.get(url, headers={"Range": "bytes=0-1", "If-Range": etag})
    other = client.get(url, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    known = client.get(url, headers={"If-None-Match": etag})

    assert (same.status_code, _body(same)) == (206, BODY[:2])
    assert (other.status_code, _body(other)) == (200, BODY)
    assert known.status_code == 304


def test_head_gives_only_the_length(stored: LocalStorage, student: User, client: Client) -> None:
    client.force_login(student)

    answer = client.head(stored.download_url(KEY, student, seconds=60))

    assert (answer.status_code, answer["Content-Length"], answer.content) == (200, "1024", b"")


def test_a_link_to_a_missing_object_is_404(
    storage: LocalStorage, student: User, client: Client
) -> None:
    client.force_login(student)

    assert client.get(storage.download_url(KEY, student, seconds=60)).status_code == 404


@pytest.mark.parametrize("key", ["../secret", "/etc/passwd", "videos/../../x", ".parts/x", ""])
def test_keys_cannot_leave_the_folder(storage: LocalStorage, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        storage.path(key)


def test_tidy_removes_half_written_files(storage: LocalStorage) -> None:
    half = storage.root / ".incoming" / "half"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"x")

    storage.tidy(before=timezone.now() - timedelta(days=1))
    assert half.exists()
    storage.tidy(before=timezone.now() + timedelta(seconds=1))
    assert not half.exists()


def test_tidy_removes_bytes_sent_to_an_ended_upload(storage: LocalStorage) -> None:
    late = storage.root / "uploads" / "late"
    late.parent.mkdir(parents=True)
    late.write_bytes(b"x")

    storage.tidy(before=timezone.now() - timedelta(days=1))
    assert late.exists()
    storage.tidy(before=timezone.now() + timedelta(seconds=1))
    assert not late.exists()


def test_an_empty_file_has_no_range() -> None:
    with pytest.raises(Unsatisfiable):
        parse_range("bytes=0-", 0)
