"""What every storage must do, asked of each of them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.videos.storage import MissingObject, VideoStorage, get_storage

Send = Callable[[str, bytes], int]
KEY = "videos/0a1b/original"


@pytest.fixture(params=["local", "memory", "flaky"])
def storage(request: pytest.FixtureRequest) -> VideoStorage:
    if request.param != "local":
        request.getfixturevalue(f"{request.param}_storage")
    return get_storage()


@pytest.fixture
def send(storage: Any) -> Send:
    def over_http(url: str, body: bytes) -> int:
        answer = Client().put(url, body, content_type="application/octet-stream")
        return answer.status_code

    def in_memory(url: str, body: bytes) -> int:
        status: int = storage.accept(url, body, timezone.now())
        return status

    return in_memory if hasattr(storage, "accept") else over_http


def _soon() -> Any:
    return timezone.now() + timedelta(minutes=5)


def _read(storage: VideoStorage, key: str, folder: Path) -> bytes:
    path = folder / "read"
    path.unlink(missing_ok=True)
    storage.download_to(key, path)
    return path.read_bytes()


def _put(storage: VideoStorage, key: str, body: bytes, folder: Path) -> None:
    path = folder / "put"
    path.write_bytes(body)
    storage.put_file(path, key)
    path.unlink()


def test_put_url_takes_the_signed_number_of_bytes(
    storage: VideoStorage, send: Send, tmp_path: Path
) -> None:
    url = storage.put_url(KEY, size_bytes=5, max_bytes=100, expires_at=_soon())

    assert send(url, b"hello") == 200
    assert _read(storage, KEY, tmp_path) == b"hello"


@pytest.mark.parametrize("body", [b"hell", b"hello!"])
def test_put_url_refuses_any_other_number(storage: VideoStorage, send: Send, body: bytes) -> None:
    url = storage.put_url(KEY, size_bytes=5, max_bytes=100, expires_at=_soon())

    assert send(url, body) == 403
    assert not storage.exists(KEY)


def test_put_url_without_size_takes_up_to_the_limit(storage: VideoStorage, send: Send) -> None:
    url = storage.put_url(KEY, size_bytes=None, max_bytes=5, expires_at=_soon())

    assert send(url, b"123456") in (403, 413)
    assert send(url, b"123") == 200
    assert storage.size(KEY) == 3


def test_put_url_expires(storage: VideoStorage, send: Send) -> None:
    past = timezone.now() - timedelta(seconds=2)
    url = storage.put_url(KEY, size_bytes=5, max_bytes=5, expires_at=past)

    assert send(url, b"hello") == 403
    assert not storage.exists(KEY)


def test_parts_arrive_in_any_order_and_are_joined_in_theirs(
    storage: VideoStorage, send: Send, tmp_path: Path
) -> None:
    storage_id = storage.begin_parts(KEY)
    for number, body in [(2, b"lo "), (3, b"you"), (1, b"hel")]:
        url = storage.part_url(KEY, storage_id, number, size_bytes=3, expires_at=_soon())
        assert send(url, body) == 200

    parts = storage.list_parts(KEY, storage_id)
    storage.complete_parts(KEY, storage_id, parts)

    assert [(part.number, part.size_bytes) for part in parts] == [(1, 3), (2, 3), (3, 3)]
    assert _read(storage, KEY, tmp_path) == b"hello you"
    assert storage.list_parts(KEY, storage_id) == []


def test_a_part_sent_again_replaces_the_first(
    storage: VideoStorage, send: Send, tmp_path: Path
) -> None:
    storage_id = storage.begin_parts(KEY)
    url = storage.part_url(KEY, storage_id, 1, size_bytes=3, expires_at=_soon())
    send(url, b"old")
    send(url, b"new")

    storage.complete_parts(KEY, storage_id, storage.list_parts(KEY, storage_id))

    assert _read(storage, KEY, tmp_path) == b"new"


def test_an_aborted_upload_takes_no_more_parts(storage: VideoStorage, send: Send) -> None:
    storage_id = storage.begin_parts(KEY)
    url = storage.part_url(KEY, storage_id, 1, size_bytes=3, expires_at=_soon())
    send(url, b"abc")
    parts = storage.list_parts(KEY, storage_id)

    storage.abort_parts(KEY, storage_id)
    storage.abort_parts(KEY, storage_id)

    assert send(url, b"abc") == 404
    with pytest.raises(MissingObject):
        storage.complete_parts(KEY, storage_id, parts)
    assert not storage.exists(KEY)


def test_files_are_stored_replaced_and_moved(storage: VideoStorage, tmp_path: Path) -> None:
    _put(storage, KEY, b"one", tmp_path)
    _put(storage, KEY, b"two", tmp_path)
    storage.move(KEY, "videos/0a1b/moved")

    assert not storage.exists(KEY)
    assert storage.size(KEY) is None
    assert _read(storage, "videos/0a1b/moved", tmp_path) == b"two"


def test_a_move_replaces_its_target(storage: VideoStorage, tmp_path: Path) -> None:
    _put(storage, "a/new", b"new", tmp_path)
    _put(storage, "a/old", b"old", tmp_path)

    storage.move("a/new", "a/old")

    assert _read(storage, "a/old", tmp_path) == b"new"


def test_what_is_not_there_is_told(storage: VideoStorage, tmp_path: Path) -> None:
    with pytest.raises(MissingObject):
        storage.move("a/nothing", "a/target")
    with pytest.raises(MissingObject):
        storage.download_to("a/nothing", tmp_path / "out")
    storage.delete("a/nothing")
    storage.delete_prefix("nothing/")


def test_a_prefix_is_erased_and_nothing_beside_it(storage: VideoStorage, tmp_path: Path) -> None:
    for key in ("videos/a/original", "videos/a/renditions/x.mp4", "videos/ab/original"):
        _put(storage, key, b"x", tmp_path)

    storage.delete_prefix("videos/a/")

    assert not storage.exists("videos/a/original")
    assert not storage.exists("videos/a/renditions/x.mp4")
    assert storage.exists("videos/ab/original")


def test_a_downloaded_copy_does_not_change_the_object(
    storage: VideoStorage, tmp_path: Path
) -> None:
    _put(storage, KEY, b"kept", tmp_path)
    path = tmp_path / "copy"
    storage.download_to(KEY, path)
    path.unlink()

    assert _read(storage, KEY, tmp_path) == b"kept"


def test_download_urls_differ_by_person(
    storage: VideoStorage, student: User, stranger: User
) -> None:
    mine = storage.download_url(KEY, student, seconds=60)

    assert mine == storage.download_url(KEY, student, seconds=60)
    assert mine != storage.download_url(KEY, stranger, seconds=60)
