"""An upload link ends with its upload, and anything sent later is swept at once."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.factories import UserFactory
from tests.plugins.storage import body_for, content, put, stored
from videos import tasks
from videos.intake import arrivals, orphans, stale, uploads
from videos.intake.takeover import take_over
from videos.models import AssetKind, Upload, VideoAsset
from videos.storage import accel, get_storage
from videos.storage.local import LocalStorage
from videos.upkeep import erasure

pytestmark = pytest.mark.django_db(transaction=True)

BODY = b"0123456789"
Ending = Callable[[User, Upload], Any]


@pytest.fixture
def person() -> User:
    return UserFactory()


def _begin(actor: User, part_count: int | None = None) -> Upload:
    return uploads.begin_upload(
        actor=actor,
        kind=AssetKind.RECORDING,
        filename="take.mp4",
        size_bytes=len(_body(part_count)),
        part_count=part_count,
    )


def _body(part_count: int | None) -> bytes:
    return body_for(part_count) if part_count else BODY


def _links(upload: Upload) -> list[tuple[str, bytes]]:
    """Each with a body that it accepts."""
    ticket, body = uploads.ticket(upload), _body(upload.part_count if upload.part_bytes else None)
    pieces, start = [], 0
    for part in ticket.parts:
        pieces.append((part.url, body[start : start + part.size_bytes]))
        start += part.size_bytes
    return [*pieces, (ticket.url, body)]


def _send(upload: Upload) -> None:
    for url, body in _links(upload)[: upload.part_count]:
        assert put(url, body) == 200


def _begun() -> set[str]:
    return {one.storage_id for one in get_storage().begun_uploads()}


def _given_up(actor: User, upload: Upload) -> None:
    uploads.abort_upload(actor=actor, upload=upload)


def _expired(actor: User, upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    stale.sweep()


def _committed(actor: User, upload: Upload) -> None:
    _send(upload)
    uploads.commit_upload(actor=actor, upload=upload)


def _taken_over(actor: User, upload: Upload) -> None:
    _committed(actor, upload)
    take_over(VideoAsset.objects.get(pk=upload.asset_id))


def _erased(actor: User, upload: Upload) -> None:
    erasure.erase_asset(actor=None, asset=upload.asset)


ENDINGS = [_given_up, _expired, _committed, _taken_over, _erased]


@pytest.mark.parametrize("part_count", [None, 1, 3])
@pytest.mark.parametrize("end", ENDINGS)
def test_links_end_with_their_upload(person: User, end: Ending, part_count: int | None) -> None:
    upload = _begin(person, part_count)
    links = [*_links(upload), *_links(Upload.objects.get(pk=upload.pk))]
    end(person, upload)
    before, begun = {key: content(key) for key in stored()}, _begun()

    answers = {put(url, b"x" * len(body)) for url, body in links}

    assert all(status >= 400 for status in answers), answers
    assert {key: content(key) for key in stored()} == before
    assert _begun() == begun <= {upload.storage_id}


@pytest.mark.usefixtures("local_storage")
@pytest.mark.parametrize("end", ENDINGS)
def test_the_portal_says_that_the_upload_has_ended(person: User, end: Ending) -> None:
    upload = _begin(person)
    url = uploads.ticket(upload).url
    end(person, upload)

    answer = Client().put(url, BODY, content_type="video/mp4")

    assert answer.status_code == 410
    assert "has ended" in answer.content.decode()


@pytest.mark.usefixtures("local_storage")
def test_nginx_gets_the_refusal_before_it_accepts_a_body(person: User, settings: Any) -> None:
    settings.MEDIA_ACCEL = "nginx"
    upload = _begin(person)
    token = uploads.ticket(upload).url.rsplit("/", 1)[1]
    headers = {accel.BODY_LENGTH: str(len(BODY))}
    assert Client().get(f"/storage/may-put/{token}", headers=headers).status_code == 204

    _given_up(person, upload)

    answer = Client().get(f"/storage/may-put/{token}", headers=headers)
    assert (answer.status_code, answer["X-Refusal"]) == (403, "410")


class _Slow:
    """Bytes that arrive while something else happens."""

    def __init__(self, body: bytes, meanwhile: Callable[[], Any]) -> None:
        self.body, self.meanwhile = body, meanwhile

    def read(self, size: int = -1) -> bytes:
        found, self.body = self.body, b""
        if found:
            other = threading.Thread(target=self._elsewhere)
            other.start()
            other.join()
        return found

    def _elsewhere(self) -> None:
        try:
            self.meanwhile()
        finally:
            connection.close()


@pytest.mark.usefixtures("local_storage")
@pytest.mark.parametrize("part_count", [None, 2])
@pytest.mark.parametrize("end", ENDINGS)
def test_an_upload_that_ends_while_bytes_arrive_keeps_none_of_them(
    person: User, end: Ending, part_count: int | None, rf: Any
) -> None:
    from videos.intake import local_put

    upload = _begin(person, part_count)
    url, body = _links(upload)[0]
    other = b"x" * len(body)
    request = rf.put("/", b"", content_type="video/mp4")
    request.META["CONTENT_LENGTH"] = str(len(body))
    request._stream = _Slow(other, lambda: end(person, Upload.objects.get(pk=upload.pk)))

    answer = local_put.put(request, url.rsplit("/", 1)[1])

    assert answer.status_code == 410
    assert other not in {content(key) for key in stored()}
    assert not list(LocalStorage.from_settings().incoming.iterdir())


@pytest.mark.usefixtures("local_storage")
def test_ending_an_upload_waits_for_bytes_being_stored(person: User) -> None:
    """Both orders are right: put first and then removed, or refused."""
    for _ in range(20):
        upload = _begin(person)
        url = uploads.ticket(upload).url
        start = threading.Barrier(2)

        def send(url: str = url, start: threading.Barrier = start) -> None:
            try:
                start.wait()
                assert put(url, BODY) in {200, 410}
            finally:
                connection.close()

        sender = threading.Thread(target=send)
        sender.start()
        start.wait()
        _given_up(person, upload)
        sender.join()

        assert stored() == []


def _late(key: str, folder: Path) -> None:
    """As if by a process killed between its two steps, or by an old link."""
    (folder / "late").write_bytes(b"late")
    get_storage().put_file(folder / "late", key)


def test_the_next_sweep_removes_late_bytes(person: User, tmp_path: Path) -> None:
    ended, taken, sent, waits = (_begin(person) for _ in range(4))
    # All of them first: rclone drops the folder of parts as soon as one upload is aborted.
    for upload in (taken, sent, waits):
        _send(upload)
    _given_up(person, ended)
    uploads.commit_upload(actor=person, upload=sent)
    take_over(uploads.commit_upload(actor=person, upload=taken))
    _late(ended.key, tmp_path)
    _late(taken.key, tmp_path)
    _late(f"uploads/{uuid.uuid4()}", tmp_path)

    tasks.sweep_now()

    original = VideoAsset.objects.get(pk=taken.asset_id).original_key
    assert {sent.key, original} <= set(stored()) <= {sent.key, original, waits.key}
    assert uploads.received(waits)


def test_the_sweep_aborts_parts_without_an_upload(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = get_storage()
    storage.begin_parts(f"uploads/{uuid.uuid4()}")
    waits = _begin(person, 2)
    assert orphans.remove_orphans() == 0, "its row may follow in a moment"

    monkeypatch.setattr(orphans, "GRACE", timedelta(seconds=-60))
    assert orphans.remove_orphans() == 1

    assert [one.storage_id for one in storage.begun_uploads()] == [waits.storage_id]
    _send(waits)
    assert uploads.commit_upload(actor=person, upload=waits).processing_status == "checking"


def test_a_sweep_never_touches_an_open_upload(person: User) -> None:
    ends = threading.Event()

    def sweep() -> None:
        try:
            while not ends.is_set():
                orphans.remove_orphans()
        finally:
            connection.close()

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    try:
        for part_count in (None, 2, None):
            upload = _begin(person, part_count)
            _taken_over(person, upload)
            assert content(upload.asset.original_key) == _body(part_count)
    finally:
        ends.set()
        sweeper.join()


def test_only_keys_of_uploads_are_expected(person: User) -> None:
    upload = _begin(person)

    assert arrivals.is_expected(upload.key)
    for key in (f"videos/{upload.pk}", str(upload.pk), "uploads/", "uploads/1", "uploads/../x"):
        assert not arrivals.is_expected(key)
