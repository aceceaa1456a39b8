"""Begin, send, resume, commit, abort."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.core.errors import Refusal
from portal.videos import uploads
from portal.videos.models import AssetKind, AssetState, Job, Upload, VideoAsset
from portal.videos.storage import get_storage
from tests.factories import UserFactory
from tests.videos.fakes import FlakyStorage

BODY = b"0123456789"


def _begin(actor: User, **values: Any) -> Upload:
    values = {"filename": "take.mp4", "mime_type": "video/mp4", "size_bytes": len(BODY)} | values
    return uploads.begin_upload(actor=actor, kind=AssetKind.UPLOAD, **values)


def _put(url: str, body: bytes) -> int:
    return Client().put(url, body, content_type="application/octet-stream").status_code


def _send_whole(upload: Upload, body: bytes = BODY) -> None:
    assert _put(uploads.ticket(upload).url, body) == 200


def _original(asset: VideoAsset, folder: Path) -> bytes:
    path = folder / "original"
    get_storage().download_to(asset.original_key, path)
    return path.read_bytes()


def _files(settings: Any) -> list[str]:
    root = Path(settings.VIDEO_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_whole_file_becomes_the_original(student: User, tmp_path: Path, settings: Any) -> None:
    upload = _begin(student)
    _send_whole(upload)

    asset = uploads.commit_upload(actor=student, upload=upload)

    assert asset.processing_status == AssetState.CHECKING
    assert (asset.owner, asset.size_bytes, asset.mime_type) == (student, 10, "video/mp4")
    assert _original(asset, tmp_path) == BODY
    assert _files(settings) == [asset.original_key]
    assert asset.jobs.get().kind == "prepare"


def test_parts_become_the_original(student: User, tmp_path: Path, settings: Any) -> None:
    upload = _begin(student, part_count=3)
    parts = uploads.ticket(upload).parts
    for part, body in zip(parts, (b"0123", b"4567", b"89"), strict=True):
        assert _put(part.url, body) == 200

    asset = uploads.commit_upload(actor=student, upload=upload)

    assert [(part.number, part.size_bytes) for part in parts] == [(1, 4), (2, 4), (3, 2)]
    assert _original(asset, tmp_path) == BODY
    assert _files(settings) == [asset.original_key]


def test_an_upload_in_parts_also_takes_the_whole_file(student: User, tmp_path: Path) -> None:
    upload = _begin(student, part_count=3)
    _send_whole(upload)

    asset = uploads.commit_upload(actor=student, upload=upload)

    assert _original(asset, tmp_path) == BODY


def test_the_size_may_be_unknown(student: User) -> None:
    upload = _begin(student, size_bytes=None)
    _send_whole(upload, b"any number of bytes")

    assert uploads.commit_upload(actor=student, upload=upload).size_bytes == 19


def test_received_tells_what_is_here(student: User) -> None:
    upload = _begin(student, part_count=2)
    assert uploads.received(upload) == []

    _put(uploads.ticket(upload).parts[1].url, BODY[5:])

    etag = hashlib.md5(BODY[5:], usedforsecurity=False).hexdigest()
    assert uploads.received(upload) == [uploads.ReceivedPart(2, 5, etag)]


def test_received_tells_of_a_whole_file(student: User) -> None:
    upload = _begin(student)
    assert uploads.received(upload) == []

    _send_whole(upload)

    assert uploads.received(upload) == [uploads.ReceivedPart(1, 10, "")]


@pytest.mark.parametrize("part_count", [None, 2])
def test_a_commit_without_bytes_is_refused_and_can_follow_later(
    student: User, part_count: int | None
) -> None:
    upload = _begin(student, part_count=part_count)

    with pytest.raises(Refusal, match="still missing") as refusal:
        uploads.commit_upload(actor=student, upload=upload)
    assert refusal.value.code == "incomplete_upload"
    assert Job.objects.count() == 0

    _send_whole(upload)
    assert uploads.commit_upload(actor=student, upload=upload).processing_status == "checking"


def test_a_commit_with_a_part_missing_is_refused(student: User) -> None:
    upload = _begin(student, part_count=2)
    parts = uploads.ticket(upload).parts
    _put(parts[0].url, BODY[:5])

    with pytest.raises(Refusal) as refusal:
        uploads.commit_upload(actor=student, upload=upload)
    assert refusal.value.code == "incomplete_upload"

    _put(parts[1].url, BODY[5:])
    assert uploads.commit_upload(actor=student, upload=upload).size_bytes == 10


def test_a_second_commit_changes_nothing(student: User) -> None:
    upload = _begin(student)
    _send_whole(upload)
    first = uploads.commit_upload(actor=student, upload=upload)
    VideoAsset.objects.filter(pk=first.pk).update(processing_status=AssetState.READY)

    second = uploads.commit_upload(actor=student, upload=upload)

    assert (second.pk, second.processing_status) == (first.pk, AssetState.READY)
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part_count", [None, 5])
def test_twenty_commits_at_once_are_one(part_count: int | None, tmp_path: Path) -> None:
    person = UserFactory()
    upload = _begin(person, part_count=part_count)
    _send_whole(upload)

    def commit(_: int) -> VideoAsset:
        try:
            own = Upload.objects.select_related("asset").get(pk=upload.pk)
            return uploads.commit_upload(actor=person, upload=own)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as people:
        answers = list(people.map(commit, range(20)))

    assert {(asset.pk, asset.processing_status) for asset in answers} == {
        (upload.asset_id, "checking")
    }
    assert Job.objects.count() == 1
    assert _original(answers[0], tmp_path) == BODY


def test_an_old_upload_url_changes_nothing_that_is_served(student: User, tmp_path: Path) -> None:
    upload = _begin(student)
    url = uploads.ticket(upload).url
    _put(url, BODY)
    asset = uploads.commit_upload(actor=student, upload=upload)

    assert _put(url, b"otherbytes") == 200

    assert _original(asset, tmp_path) == BODY
    again = uploads.commit_upload(actor=student, upload=upload)
    assert _original(again, tmp_path) == BODY


def test_what_comes_after_a_commit_is_swept(student: User, settings: Any) -> None:
    upload = _begin(student)
    url = uploads.ticket(upload).url
    _put(url, BODY)
    asset = uploads.commit_upload(actor=student, upload=upload)
    _put(url, b"otherbytes")
    Upload.objects.update(expires_at=timezone.now() - timedelta(days=2))

    uploads.sweep_stale()

    assert _files(settings) == [asset.original_key]
    assert uploads.commit_upload(actor=student, upload=upload).pk == asset.pk


def test_a_storage_that_stumbles_does_not_end_the_upload(
    student: User, flaky_storage: FlakyStorage
) -> None:
    upload = _begin(student)
    flaky_storage.accept(uploads.ticket(upload).url, BODY, timezone.now())
    flaky_storage.failures["move"] = 1

    with pytest.raises(Exception, match="connection reset"):
        uploads.commit_upload(actor=student, upload=upload)

    assert uploads.commit_upload(actor=student, upload=upload).size_bytes == 10


def test_a_commit_that_was_killed_halfway_is_taken_over(student: User, tmp_path: Path) -> None:
    upload = _begin(student)
    _send_whole(upload)
    get_storage().move(upload.key, upload.asset.original_key)
    killed_at = timezone.now() - timedelta(seconds=uploads.COMMIT_SECONDS + 1)
    Upload.objects.filter(pk=upload.pk).update(commit_started_at=killed_at)

    asset = uploads.commit_upload(actor=student, upload=upload)

    assert _original(asset, tmp_path) == BODY


def test_an_aborted_upload_leaves_no_bytes(
    student: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    upload = _begin(student, part_count=2)
    _put(uploads.ticket(upload).parts[0].url, BODY[:5])
    _send_whole(upload)

    with django_capture_on_commit_callbacks(execute=True):
        uploads.abort_upload(actor=student, upload=upload)
        uploads.abort_upload(actor=student, upload=upload)

    upload.asset.refresh_from_db()
    assert (upload.asset.processing_status, upload.asset.error_code) == ("failed", "cancelled")
    assert _files(settings) == []
    for ask in (uploads.ticket, lambda u: uploads.commit_upload(actor=student, upload=u)):
        with pytest.raises(Refusal) as refusal:
            ask(upload)
        assert refusal.value.code == "upload_closed"


def test_a_committed_upload_cannot_be_aborted(student: User) -> None:
    upload = _begin(student)
    _send_whole(upload)
    uploads.commit_upload(actor=student, upload=upload)

    with pytest.raises(Refusal) as refusal:
        uploads.abort_upload(actor=student, upload=upload)

    assert refusal.value.code == "already_committed"


def test_the_sweep_ends_abandoned_uploads_alone(
    student: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    abandoned, fresh = _begin(student), _begin(student)
    _send_whole(abandoned)
    _send_whole(fresh)
    past = timezone.now() - timedelta(seconds=1)
    Upload.objects.filter(pk=abandoned.pk).update(expires_at=past)

    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.sweep_stale() == 1

    abandoned.asset.refresh_from_db()
    assert (abandoned.asset.processing_status, abandoned.asset.error_code) == ("failed", "expired")
    assert _files(settings) == [fresh.key]


@pytest.mark.parametrize(
    ("values", "code", "status"),
    [
        ({"filename": "virus.exe"}, "wrong_type", 415),
        ({"filename": "page.html", "mime_type": "video/mp4"}, "wrong_type", 415),
        ({"filename": "take.mp4", "mime_type": "text/html"}, "wrong_type", 415),
        ({"filename": "list.m3u8", "mime_type": ""}, "wrong_type", 415),
        ({"mime_type": "audio/x-mpegurl"}, "wrong_type", 415),
        ({"size_bytes": 0}, "empty", 400),
        ({"size_bytes": 3_000_000_000}, "too_big", 413),
        ({"duration_ms": 3_700_000}, "too_long", 400),
        ({"duration_ms": 70_000, "max_duration_ms": 60_000}, "too_long", 400),
        ({"part_count": 0}, "bad_parts", 400),
        ({"part_count": 10_001}, "bad_parts", 400),
        ({"part_count": 2, "size_bytes": None}, "bad_parts", 400),
    ],
)
def test_what_cannot_be_taken_is_refused_before_any_byte(
    student: User, values: dict[str, Any], code: str, status: int
) -> None:
    with pytest.raises(Refusal) as refusal:
        _begin(student, **values)

    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert VideoAsset.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"filename": "", "mime_type": "", "size_bytes": None},
        {"filename": "IMG_0001.MOV", "mime_type": "video/quicktime"},
        {"filename": "blob", "mime_type": 'video/webm;codecs="vp9,opus"'},
        {"filename": "song.mp3", "mime_type": "audio/mpeg"},
        {"duration_ms": 61_500, "max_duration_ms": 60_000},
    ],
)
def test_what_people_really_send_is_taken(student: User, values: dict[str, Any]) -> None:
    assert _begin(student, **values).asset.processing_status == AssetState.UPLOADING


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.mp4", "passwd.mp4"),
        ("C:\\videos\\take.mp4", "take.mp4"),
        ("$(rm -rf ~); `id`.mp4", "$(rm -rf ~); `id`.mp4"),
        ("a\r\nSet-Cookie: x.mp4", "aSet-Cookie: x.mp4"),
        ("\u202egpj.mp4", "gpj.mp4"),
        ('100% "good" <b>.mp4', '100% "good" <b>.mp4'),
        ("ночь 夜 🎻.mp4", "ночь 夜 🎻.mp4"),
        ("x" * 300 + ".mp4", "x" * 251 + ".mp4"),
        ("  spaced .mp4 ", "spaced .mp4"),
        ("", ""),
    ],
)
def test_odd_names_are_only_text(student: User, sent: str, kept: str) -> None:
    asset = _begin(student, filename=sent).asset

    assert asset.orig_filename == kept
    assert asset.original_key == f"videos/{asset.pk}/original"


def test_ten_thousand_parts_are_signed_in_a_moment(student: User) -> None:
    upload = _begin(student, size_bytes=100_000, part_count=10_000)

    parts = uploads.ticket(upload).parts

    assert len(parts) == 10_000
    assert sum(part.size_bytes for part in parts) == 100_000
