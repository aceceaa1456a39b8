"""What the portal and nginx say to each other; test_nginx.py uses a real nginx."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.plugins.storage import WAITING
from videos.storage import accel
from videos.storage.local import LocalStorage

pytestmark = pytest.mark.usefixtures("waiting_upload")

KEY = "videos/0a1b/renditions/720p.mp4"
BODY = b"four"


@pytest.fixture(autouse=True)
def _by_nginx(settings: Any) -> None:
    settings.MEDIA_ACCEL = "nginx"


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    storage = LocalStorage.from_settings()
    storage.incoming.mkdir(parents=True)
    (tmp_path / "body").write_bytes(BODY)
    storage.put_file(tmp_path / "body", KEY)
    return storage


@pytest.fixture
def body(storage: LocalStorage) -> Path:
    """What nginx wrote."""
    path = storage.incoming / "0000000007"
    path.write_bytes(BODY)
    return path


def _put_token(storage: LocalStorage, *, exact: bool = True) -> str:
    expires_at = timezone.now() + timedelta(minutes=5)
    url = storage.put_url(
        WAITING, size_bytes=4 if exact else None, max_bytes=4, expires_at=expires_at
    )
    return url.rsplit("/", 1)[1]


def _put(storage: LocalStorage, named: object) -> Any:
    headers = {accel.BODY_FILE: str(named)}
    return Client().put(f"/storage/put/{_put_token(storage)}", headers=headers)


def _files(storage: LocalStorage) -> list[str]:
    return sorted(str(p.relative_to(storage.root)) for p in storage.root.rglob("*") if p.is_file())


def test_the_answer_names_the_file_and_has_no_body(
    storage: LocalStorage, student: User, client: Client
) -> None:
    client.force_login(student)

    answer = client.get(storage.download_url(KEY, student, seconds=60))

    assert answer["X-Accel-Redirect"] == f"/protected-media/{KEY}"
    assert (answer.status_code, answer.content, answer.streaming) == (200, b"", False)
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Cache-Control"] == "private, max-age=300"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Content-Disposition" not in answer


def test_an_original_is_downloaded(storage: LocalStorage, student: User, client: Client) -> None:
    storage.put_file(storage.path(KEY), "videos/0a1b/original")
    client.force_login(student)

    answer = client.get(storage.download_url("videos/0a1b/original", student, seconds=60))

    assert answer["X-Accel-Redirect"] == "/protected-media/videos/0a1b/original"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment"


def test_a_link_stays_bound_to_its_person(
    storage: LocalStorage, student: User, classmate: User, client: Client
) -> None:
    url = storage.download_url(KEY, student, seconds=60)
    for person in (None, classmate):
        if person:
            client.force_login(person)
        answer = client.get(url)
        assert answer.status_code == 404
        assert "X-Accel-Redirect" not in answer


def test_a_missing_object_is_not_named(
    storage: LocalStorage, student: User, client: Client
) -> None:
    client.force_login(student)
    url = storage.download_url(KEY, student, seconds=60)
    storage.delete(KEY)

    assert client.get(url).status_code == 404


def test_a_body_gets_its_place(storage: LocalStorage, body: Path) -> None:
    answer = _put(storage, body)

    assert answer.status_code == 200
    assert storage.path(WAITING).read_bytes() == BODY
    assert body.samefile(storage.path(WAITING)), "named again, not copied"


@pytest.mark.parametrize(
    "named",
    [
        "{storage}/videos/0a1b/renditions/720p.mp4",
        "{storage}/.incoming/../videos/0a1b/renditions/720p.mp4",
        "{storage}/.incoming/deeper/0000000007",
        "{storage}/.incoming/link",
        "{storage}/.incoming/",
        "{storage}/.incoming/..",
        "{storage}/.incoming/nothing",
        "/etc/passwd",
        "0000000007",
    ],
)
def test_nothing_else_is_taken_for_a_body(storage: LocalStorage, body: Path, named: str) -> None:
    (storage.incoming / "deeper").mkdir()
    (storage.incoming / "deeper" / "0000000007").write_bytes(BODY)
    (storage.incoming / "link").symlink_to(storage.path(KEY))
    before = _files(storage)

    answer = _put(storage, named.format(storage=storage.root))

    assert answer.status_code == 503
    assert _files(storage) == before


def test_a_body_of_another_length_is_refused(storage: LocalStorage, body: Path) -> None:
    body.write_bytes(b"larger")

    assert _put(storage, body).status_code == 403
    assert not storage.exists(WAITING)


def test_the_header_counts_only_behind_nginx(
    storage: LocalStorage, body: Path, settings: Any
) -> None:
    settings.MEDIA_ACCEL = "off"
    headers = {accel.BODY_FILE: str(body)}

    answer = Client().put(f"/storage/put/{_put_token(storage)}", b"mine", headers=headers)

    assert answer.status_code == 200
    assert storage.path(WAITING).read_bytes() == b"mine"


def test_a_body_of_a_closed_upload_is_refused(storage: LocalStorage, body: Path) -> None:
    expires_at = timezone.now() + timedelta(minutes=5)
    storage_id = storage.begin_parts(WAITING)
    url = storage.part_url(WAITING, storage_id, 1, size_bytes=4, expires_at=expires_at)
    storage.abort_parts(WAITING, storage_id)

    answer = Client().put(url, headers={accel.BODY_FILE: str(body)})

    assert answer.status_code == 410
    assert list(storage.incoming.iterdir()) == [body]


@pytest.mark.parametrize(
    ("length", "exact", "refusal"),
    [("4", True, ""), ("5", True, "403"), ("3", False, ""), ("5", False, "413"), ("", True, "411"),
     ("-4", True, "411")],
)  # fmt: skip
def test_nginx_learns_whether_to_accept_a_body(
    storage: LocalStorage, length: str, exact: bool, refusal: str
) -> None:
    url = f"/storage/may-put/{_put_token(storage, exact=exact)}"

    answer = Client().get(url, headers={accel.BODY_LENGTH: length})

    assert (answer.status_code, answer.get("X-Refusal", "")) == (403 if refusal else 204, refusal)


def test_nobody_may_put_by_a_token_for_reading(storage: LocalStorage, student: User) -> None:
    token = storage.download_url(KEY, student, seconds=60).rsplit("/", 1)[1]

    assert Client().get(f"/storage/may-put/{token}").status_code == 403
