"""What only S3 has: whole objects, links, paged lists, and safe moves."""

import hashlib
import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.utils import timezone

from accounts.models import User
from core.bucket import clients, links
from videos.storage import MissingObject, StorageTrouble
from videos.storage.contract import StoredPart
from videos.storage.s3 import S3Storage, copying, sending
from videos.storage.s3.place import Place

ORIGINAL, PLAYABLE = "videos/0a1b/original", "videos/0a1b/renditions/360p.mp4"
MEGABYTE = 1024 * 1024


@pytest.fixture(params=["rclone_bucket", "moto_bucket"])
def storage(request: pytest.FixtureRequest) -> S3Storage:
    request.getfixturevalue(request.param)
    return S3Storage.from_settings()


@pytest.fixture
def strict(rclone_bucket: Any) -> S3Storage:
    return S3Storage.from_settings()


@pytest.fixture
def forgiving(moto_bucket: Any) -> S3Storage:
    return S3Storage.from_settings()


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def make(size: int = 1000, name: str = "file") -> Path:
        path = tmp_path / name
        path.write_bytes(os.urandom(size))
        return path

    return make


def _soon() -> Any:
    return timezone.now() + timedelta(minutes=5)


def _body(storage: S3Storage, key: str, folder: Path) -> bytes:
    path = folder / "read-back"
    storage.download_to(key, path)
    return path.read_bytes()


# Objects


def test_a_large_file_is_sent_in_parts_and_is_whole(
    storage: S3Storage, file: Any, tmp_path: Path
) -> None:
    path = file(2 * sending.PIECE_BYTES + 123)

    storage.put_file(path, ORIGINAL)

    assert _body(storage, ORIGINAL, tmp_path) == path.read_bytes()
    assert list(storage.begun_uploads()) == []


def test_a_file_in_parts_that_fails_leaves_none(
    strict: S3Storage, file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(answer: Any, digest: str, what: str) -> None:
        if what.startswith("part 2"):
            raise StorageTrouble("damaged")

    monkeypatch.setattr(sending, "must_match", damaged)

    with pytest.raises(StorageTrouble):
        strict.put_file(file(2 * sending.PIECE_BYTES + 1), ORIGINAL)

    assert not strict.exists(ORIGINAL)
    assert list(strict.begun_uploads()) == []


def test_an_answer_with_another_md5_is_no_success(
    storage: S3Storage, file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Place.ask

    def lying(self: Place, operation: str, key: str, **params: Any) -> Any:
        return real(self, operation, key, **params) | {"ETag": '"%s"' % ("0" * 32)}

    monkeypatch.setattr(Place, "ask", lying)

    with pytest.raises(StorageTrouble, match="damaged"):
        storage.put_file(file(), ORIGINAL)


def test_the_folder_of_the_bucket_is_kept_to(
    storage: S3Storage, file: Any, settings: Any, rclone_server: Any
) -> None:
    storage.put_file(file(), ORIGINAL)
    place = Place(settings.S3_BUCKET, "another/folder")

    beside = S3Storage(place)

    assert beside.exists(ORIGINAL) is False
    assert list(beside.walk()) == []
    assert [found.key for found in storage.walk()] == [ORIGINAL]


def test_ordinary_files_beside_the_videos_are_not_walked(storage: S3Storage, file: Any) -> None:
    storage.put_file(file(), "media/images/hand.png")

    assert list(storage.walk()) == []


@pytest.mark.parametrize("key", ["", "../x", "videos/../../x"])
def test_keys_cannot_leave_the_folder(storage: S3Storage, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        storage.exists(key)


def test_more_than_a_page_of_objects_is_erased(forgiving: S3Storage, settings: Any) -> None:
    client = clients.server_client()
    keys = [f"videos/many/{number:04}" for number in range(1005)]
    for key in keys:
        client.put_object(Bucket=settings.S3_BUCKET, Key=f"{settings.S3_PREFIX}/{key}", Body=b"")
    assert len(list(forgiving.walk("videos/many/"))) == 1005

    forgiving.delete_prefix("videos/many/")

    assert list(forgiving.walk()) == []


def test_only_a_folder_is_erased(storage: S3Storage) -> None:
    with pytest.raises(ValueError, match="not a prefix"):
        storage.delete_prefix("")


# Parts


def test_more_than_a_page_of_parts_is_listed(storage: S3Storage) -> None:
    storage_id = storage.begin_parts(ORIGINAL)
    with requests.Session() as session:
        session.trust_env = False
        for number in range(1, 1004):
            url = storage.part_url(ORIGINAL, storage_id, number, size_bytes=2, expires_at=_soon())
            assert session.put(url, data=b"ab", timeout=10).status_code == 200

    parts = storage.list_parts(ORIGINAL, storage_id)

    assert [part.number for part in parts] == list(range(1, 1004))
    assert {part.size_bytes for part in parts} == {2}
    storage.abort_parts(ORIGINAL, storage_id)


def test_an_oversized_part_is_refused_by_the_storage(strict: S3Storage) -> None:
    storage_id = strict.begin_parts(ORIGINAL)
    url = strict.part_url(ORIGINAL, storage_id, 1, size_bytes=1000, expires_at=_soon())

    answer = requests.put(url, data=b"x" * 1001, timeout=10)

    assert (answer.status_code, strict.list_parts(ORIGINAL, storage_id)) == (403, [])


def test_a_link_is_good_for_its_key_and_part_alone(strict: S3Storage) -> None:
    storage_id = strict.begin_parts(ORIGINAL)
    url = strict.part_url(ORIGINAL, storage_id, 1, size_bytes=3, expires_at=_soon())

    for wrong in (url.replace("/original", "/other"), url.replace("Number=1", "Number=2")):
        assert wrong != url
        assert requests.put(wrong, data=b"abc", timeout=10).status_code == 403


def test_joining_missing_parts_raises_missing(storage: S3Storage) -> None:
    storage_id = storage.begin_parts(ORIGINAL)
    nothing = [StoredPart(1, 5, hashlib.md5(b"x", usedforsecurity=False).hexdigest())]

    with pytest.raises(MissingObject):
        storage.complete_parts(ORIGINAL, storage_id, nothing)
    assert not storage.exists(ORIGINAL)


def test_an_upload_that_is_not_known_has_no_parts(strict: S3Storage) -> None:
    with pytest.raises(MissingObject):
        strict.complete_parts(ORIGINAL, "unknown", [StoredPart(1, 5, "0" * 32)])
    assert strict.list_parts(ORIGINAL, "unknown") == []
    strict.abort_parts(ORIGINAL, "unknown")


# Copies


def test_a_copy_in_parts_is_whole(
    forgiving: S3Storage, file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "PIECE_BYTES", 5 * MEGABYTE)
    path = file(11 * MEGABYTE)
    forgiving.put_file(path, "uploads/1")

    forgiving.move("uploads/1", ORIGINAL)

    assert _body(forgiving, ORIGINAL, tmp_path) == path.read_bytes()
    assert (
        clients.server_client().head_object(**forgiving.place.at(ORIGINAL))["ETag"].endswith('-3"')
    )
    assert not forgiving.exists("uploads/1")


def test_where_parts_cannot_be_copied_the_whole_is(
    strict: S3Storage, file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "PIECE_BYTES", 5 * MEGABYTE)
    path = file(6 * MEGABYTE)
    strict.put_file(path, "uploads/1")

    strict.move("uploads/1", ORIGINAL)

    assert _body(strict, ORIGINAL, tmp_path) == path.read_bytes()
    assert list(strict.begun_uploads()) == []


def test_a_move_takes_what_is_there_at_the_time(
    storage: S3Storage, file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone replaces the source between our check and our copy."""
    first, second = file(1000, "first"), file(1000, "second")
    storage.put_file(first, "uploads/1")
    real = copying._ask
    replaced = []

    def late(place: Place, operation: str, *args: Any, **params: Any) -> Any:
        if not replaced:
            replaced.append(True)
            storage.put_file(second, "uploads/1")
        return real(place, operation, *args, **params)

    monkeypatch.setattr(copying, "_ask", late)
    storage.move("uploads/1", ORIGINAL)

    assert _body(storage, ORIGINAL, tmp_path) == second.read_bytes()


def test_what_a_sender_called_it_does_not_stay_with_the_object(
    storage: S3Storage, file: Any
) -> None:
    url = storage.put_url("uploads/1", size_bytes=4, max_bytes=4, expires_at=_soon())
    requests.put(url, data=b"<b>x", headers={"Content-Type": "text/html"}, timeout=10)

    storage.move("uploads/1", ORIGINAL)

    head = clients.server_client().head_object(**storage.place.at(ORIGINAL))
    assert head["ContentType"] == "application/octet-stream"


# Reading


def test_a_link_stays_the_same_for_a_while(
    storage: S3Storage, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000_000.0 * 60]
    monkeypatch.setattr(links, "time", lambda: now[0])

    first = storage.download_url(PLAYABLE, student, seconds=60)
    now[0] += 59
    same = storage.download_url(PLAYABLE, student, seconds=60)
    now[0] += 1
    later = storage.download_url(PLAYABLE, student, seconds=60)

    assert first == same != later


@pytest.mark.parametrize("second", [0, 1, 59, 60, 119])
def test_a_link_lives_for_its_seconds_and_twice_that_at_most(
    storage: S3Storage, student: User, second: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000_000 * 60 + second
    monkeypatch.setattr(links, "time", lambda: float(now))

    query = parse_qs(urlsplit(storage.download_url(PLAYABLE, student, seconds=60)).query)
    began = datetime.strptime(query["X-Amz-Date"][0] + "+0000", "%Y%m%dT%H%M%SZ%z")
    left = began.timestamp() + int(query["X-Amz-Expires"][0]) - now

    assert 60 <= left <= 120


def test_a_link_reads_ranges_and_says_what_it_is(
    storage: S3Storage, student: User, file: Any
) -> None:
    path = file()
    storage.put_file(path, PLAYABLE)

    url = storage.download_url(PLAYABLE, student, seconds=60)
    answer = requests.get(url, headers={"Range": "bytes=10-19"}, timeout=10)

    assert answer.content == path.read_bytes()[10:20]
    assert answer.headers["Content-Range"] == "bytes 10-19/1000"
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Cache-Control"].startswith("private")


def test_browsers_keep_ranges_of_servers_that_are_sure_to_name_them_so(
    strict: S3Storage, student: User, file: Any, settings: Any
) -> None:
    strict.put_file(file(), PLAYABLE)
    answer = requests.get(
        strict.download_url(PLAYABLE, student, seconds=60),
        headers={"Range": "bytes=2-4"},
        timeout=10,
    )
    assert (len(answer.content), answer.headers["Cache-Control"]) == (3, "private, no-store")
    assert "no-store" not in strict.download_url("videos/0a1b/poster.jpg", student, seconds=60)

    settings.S3_ENDPOINT_URL = ""
    assert "max-age" in strict.download_url(PLAYABLE, student, seconds=60)


def test_an_original_is_only_ever_downloaded(storage: S3Storage, student: User, file: Any) -> None:
    storage.put_file(file(), ORIGINAL)

    answer = requests.get(storage.download_url(ORIGINAL, student, seconds=60), timeout=10)

    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment"


def test_an_altered_link_reads_nothing(strict: S3Storage, student: User, file: Any) -> None:
    strict.put_file(file(), ORIGINAL)
    url = strict.download_url(ORIGINAL, student, seconds=60)

    for wrong in (url.replace("attachment", "inline"), url.replace("x-viewer=", "x-viewer=a")):
        assert wrong != url
        assert requests.get(wrong, timeout=10).status_code == 403


def test_links_lead_to_the_address_that_browsers_know(
    storage: S3Storage, student: User, settings: Any
) -> None:
    settings.S3_PUBLIC_ENDPOINT_URL = "https://media.example"

    for url in (
        storage.download_url(ORIGINAL, student, seconds=60),
        storage.put_url(ORIGINAL, size_bytes=1, max_bytes=1, expires_at=_soon()),
    ):
        assert url.startswith(f"https://media.example/{settings.S3_BUCKET}/")


def test_a_download_that_fails_leaves_nothing(storage: S3Storage, tmp_path: Path) -> None:
    with pytest.raises(MissingObject):
        storage.download_to("videos/none/original", tmp_path / "out")

    assert list(tmp_path.iterdir()) == []


def test_a_download_replaces_what_was_there(storage: S3Storage, file: Any, tmp_path: Path) -> None:
    path, target = file(), tmp_path / "target"
    target.write_bytes(b"older")
    storage.put_file(path, ORIGINAL)

    storage.download_to(ORIGINAL, target)

    assert target.read_bytes() == path.read_bytes()


# Housekeeping


def test_tidy_ends_old_uploads_and_drops_old_bytes(strict: S3Storage, file: Any) -> None:
    storage_id = strict.begin_parts("uploads/1")
    strict.put_file(file(), "uploads/2")
    strict.put_file(file(), ORIGINAL)

    strict.tidy(before=timezone.now() - timedelta(days=1))
    assert [one.storage_id for one in strict.begun_uploads()] == [storage_id]
    assert strict.exists("uploads/2")
    strict.tidy(before=timezone.now() + timedelta(seconds=5))

    assert list(strict.begun_uploads()) == []
    assert [found.key for found in strict.walk()] == [ORIGINAL]


# Threads and processes


def test_threads_share_one_client(storage: S3Storage) -> None:
    clients.forget()
    seen: list[Any] = []
    threads = [
        threading.Thread(target=lambda: seen.append(clients.server_client())) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({id(client) for client in seen}) == 1


def test_a_forked_process_makes_its_own(storage: S3Storage) -> None:
    ours = id(clients.server_client())
    child = os.fork()
    if not child:
        os._exit(0 if not clients._client.cache_info().currsize else 1)
    _pid, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert id(clients.server_client()) == ours
