"""What every storage must do, tested on each of them."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from core.bucket import links
from tests.plugins.storage import WAITING, put
from videos.storage import MissingObject, VideoStorage, get_storage, window

pytestmark = pytest.mark.usefixtures("waiting_upload")

Send = Callable[[str, bytes], int]
KEY = WAITING


FIXTURES = {
    "local": "local_storage",
    "memory": "memory_storage",
    "flaky": "flaky_storage",
    "rclone": "rclone_bucket",
    "moto": "moto_bucket",
}
# Moto ignores signatures, so it cannot refuse; rclone passes on a part as soon as it has it.
that_read_signatures = pytest.mark.parametrize(
    "storage", ["local", "memory", "flaky", "rclone"], indirect=True
)
that_replace_parts = pytest.mark.parametrize(
    "storage", ["local", "memory", "flaky", "moto"], indirect=True
)

over_a_network = pytest.mark.parametrize("storage", ["rclone", "moto"], indirect=True)


@pytest.fixture(params=list(FIXTURES))
def storage(request: pytest.FixtureRequest) -> VideoStorage:
    request.getfixturevalue(FIXTURES[request.param])
    return get_storage()


@pytest.fixture
def send(storage: Any) -> Send:
    def in_memory(url: str, body: bytes) -> int:
        status: int = storage.accept(url, body, timezone.now())
        return status

    return in_memory if hasattr(storage, "accept") else put


def _soon() -> Any:
    return timezone.now() + timedelta(minutes=5)


def _part(storage: VideoStorage, body: bytes) -> bytes:
    """As large as every part but the last must be."""
    return body.ljust(storage.min_part_bytes, b".")


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


@that_read_signatures
@pytest.mark.parametrize("body", [b"hell", b"hello!"])
def test_put_url_refuses_any_other_number(storage: VideoStorage, send: Send, body: bytes) -> None:
    url = storage.put_url(KEY, size_bytes=5, max_bytes=100, expires_at=_soon())

    assert send(url, body) == 403
    assert not storage.exists(KEY)


def test_put_url_without_size_takes_up_to_the_limit(storage: VideoStorage, send: Send) -> None:
    if storage.needs_size:
        with pytest.raises(ValueError, match="known in advance"):
            storage.put_url(KEY, size_bytes=None, max_bytes=5, expires_at=_soon())
        return
    url = storage.put_url(KEY, size_bytes=None, max_bytes=5, expires_at=_soon())

    assert send(url, b"123456") in (403, 413)
    assert send(url, b"123") == 200
    assert storage.size(KEY) == 3


@that_read_signatures
def test_put_url_expires(storage: VideoStorage, send: Send) -> None:
    past = timezone.now() - timedelta(seconds=2)
    url = storage.put_url(KEY, size_bytes=5, max_bytes=5, expires_at=past)
    if storage.needs_size:
        time.sleep(2)  # S3 has no link that is shorter than a second

    assert send(url, b"hello") in (400, 403)
    assert not storage.exists(KEY)


def test_parts_arrive_in_any_order_and_are_joined_in_theirs(
    storage: VideoStorage, send: Send, tmp_path: Path
) -> None:
    storage_id = storage.begin_parts(KEY)
    bodies = {2: _part(storage, b"lo "), 3: b"you", 1: _part(storage, b"hel")}
    for number, body in bodies.items():
        url = storage.part_url(KEY, storage_id, number, size_bytes=len(body), expires_at=_soon())
        assert send(url, body) == 200

    parts = storage.list_parts(KEY, storage_id)
    storage.complete_parts(KEY, storage_id, parts)

    sizes = [(number, len(bodies[number])) for number in (1, 2, 3)]
    assert [(part.number, part.size_bytes) for part in parts] == sizes
    assert _read(storage, KEY, tmp_path) == bodies[1] + bodies[2] + bodies[3]
    assert storage.list_parts(KEY, storage_id) == []


@over_a_network
def test_joining_twice_is_no_error(storage: VideoStorage, send: Send, tmp_path: Path) -> None:
    """The answer to the first request may have been lost."""
    storage_id = storage.begin_parts(KEY)
    send(storage.part_url(KEY, storage_id, 1, size_bytes=3, expires_at=_soon()), b"abc")
    parts = storage.list_parts(KEY, storage_id)
    storage.complete_parts(KEY, storage_id, parts)

    storage.complete_parts(KEY, storage_id, parts)

    assert _read(storage, KEY, tmp_path) == b"abc"


@that_read_signatures
def test_a_part_takes_the_signed_number_of_bytes(storage: VideoStorage, send: Send) -> None:
    storage_id = storage.begin_parts(KEY)
    url = storage.part_url(KEY, storage_id, 1, size_bytes=3, expires_at=_soon())

    assert [send(url, body) for body in (b"ab", b"abcd")] == [403, 403]
    assert storage.list_parts(KEY, storage_id) == []


def test_begun_uploads_are_listed_until_they_end(storage: VideoStorage) -> None:
    storage_id = storage.begin_parts(KEY)
    begun = [one.storage_id for one in storage.begun_uploads()]
    storage.abort_parts(KEY, storage_id)

    assert begun == [storage_id]
    assert list(storage.begun_uploads()) == []


def test_a_walk_lists_every_object(storage: VideoStorage, tmp_path: Path) -> None:
    for key, body in {"videos/a/original": b"1", "videos/b/original": b"22"}.items():
        _put(storage, key, body, tmp_path)

    everything = {found.key: found.size_bytes for found in storage.walk()}

    assert everything == {"videos/a/original": 1, "videos/b/original": 2}
    assert [found.key for found in storage.walk("videos/b/")] == ["videos/b/original"]


@that_replace_parts
def test_a_part_sent_again_replaces_the_first(
    storage: VideoStorage, send: Send, tmp_path: Path
) -> None:
    storage_id = storage.begin_parts(KEY)
    url = storage.part_url(KEY, storage_id, 1, size_bytes=3, expires_at=_soon())
    send(url, b"old")
    send(url, b"new")

    storage.complete_parts(KEY, storage_id, storage.list_parts(KEY, storage_id))

    assert _read(storage, KEY, tmp_path) == b"new"


@that_read_signatures
def test_an_aborted_upload_takes_no_more_parts(storage: VideoStorage, send: Send) -> None:
    storage_id = storage.begin_parts(KEY)
    url = storage.part_url(KEY, storage_id, 1, size_bytes=3, expires_at=_soon())
    send(url, b"abc")
    parts = storage.list_parts(KEY, storage_id)

    storage.abort_parts(KEY, storage_id)
    storage.abort_parts(KEY, storage_id)

    assert send(url, b"abc") in {404, 410}
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


def test_missing_objects_raise_missing(storage: VideoStorage, tmp_path: Path) -> None:
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
    storage: VideoStorage, student: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    for module in (links, window):  # so that no window ends meanwhile
        monkeypatch.setattr(module, "time", lambda: now)
    mine = storage.download_url(KEY, student, seconds=60)

    assert mine == storage.download_url(KEY, student, seconds=60)
    assert mine != storage.download_url(KEY, stranger, seconds=60)
