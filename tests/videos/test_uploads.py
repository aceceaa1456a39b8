"""Begin, send, resume, commit, abort."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.errors import Refusal
from tests.factories import UserFactory
from tests.plugins.storage import body_for, content, put, stored
from videos.intake import stale, uploads
from videos.intake.takeover import take_over
from videos.models import AssetKind, AssetState, Job, Upload, VideoAsset
from videos.storage import get_storage

BODY = b"0123456789"


def _begin(actor: User, **values: Any) -> Upload:
    size = len(_body(values.get("part_count")))
    values = {"filename": "take.mp4", "size_bytes": size} | values
    return uploads.begin_upload(actor=actor, kind=AssetKind.UPLOAD, **values)


def _body(part_count: int | None) -> bytes:
    return body_for(part_count) if part_count in range(2, 10) else BODY


def _send_whole(upload: Upload) -> None:
    """For an upload in parts: in one part, which not every server joins."""
    assert put(uploads.ticket(upload).url, _body(upload.part_count)) == 200


def _send_all(upload: Upload) -> None:
    if upload.is_in_parts:
        return _send_parts(upload, *range(1, upload.part_count + 1))
    return _send_whole(upload)


def _send_parts(upload: Upload, *numbers: int) -> None:
    """These parts, in this order."""
    body = _body(upload.part_count)
    for number in numbers:
        begin = (number - 1) * upload.part_bytes
        url = uploads.ticket(upload).parts[number - 1].url
        assert put(url, body[begin : begin + upload.part_bytes]) == 200


def _is_nothing_left() -> bool:
    return not stored() and not list(get_storage().begun_uploads())


def test_a_whole_file_becomes_the_original(student: User) -> None:
    upload = _begin(student)
    _send_whole(upload)

    asset = uploads.commit_upload(actor=student, upload=upload)

    assert asset.processing_status == AssetState.CHECKING
    assert (asset.owner, asset.size_bytes) == (student, 10)
    assert asset.jobs.get().kind == "prepare"
    take_over(asset)
    assert content(asset.original_key) == BODY
    assert stored() == [asset.original_key]


def test_parts_become_the_original(student: User) -> None:
    upload = _begin(student, part_count=3)
    _send_parts(upload, 1, 2, 3)

    asset = uploads.commit_upload(actor=student, upload=upload)

    take_over(asset)
    assert content(asset.original_key) == body_for(3)
    assert stored() == [asset.original_key]


@pytest.mark.parametrize("fixture", ["local_storage", "moto_bucket"])
def test_an_upload_in_parts_also_takes_the_whole_file(
    student: User, fixture: str, request: pytest.FixtureRequest
) -> None:
    """Not with rclone: it only joins parts from the first one on."""
    request.getfixturevalue(fixture)
    upload = _begin(student, part_count=3)
    _send_parts(upload, 2)
    _send_whole(upload)
    assert [part.number for part in uploads.received(upload)] == [1, 2, 3]

    asset = uploads.commit_upload(actor=student, upload=upload)

    take_over(asset)
    assert content(asset.original_key) == body_for(3)


@pytest.mark.usefixtures("local_storage")
def test_the_size_may_be_unknown_where_the_storage_counts(student: User) -> None:
    upload = _begin(student, size_bytes=None)
    assert put(uploads.ticket(upload).url, b"any number of bytes") == 200

    assert uploads.commit_upload(actor=student, upload=upload).size_bytes == 19


def test_received_lists_what_has_arrived(student: User) -> None:
    upload = _begin(student, part_count=2)
    assert uploads.received(upload) == []

    _send_parts(upload, 2)

    last = body_for(2)[upload.part_bytes :]
    etag = hashlib.md5(last, usedforsecurity=False).hexdigest()
    assert uploads.received(upload) == [uploads.ReceivedPart(2, len(last), etag)]


def test_received_lists_a_whole_file(student: User) -> None:
    upload = _begin(student)
    assert uploads.received(upload) == []

    _send_whole(upload)

    assert [(part.number, part.size_bytes) for part in uploads.received(upload)] == [(1, 10)]


@pytest.mark.parametrize("part_count", [None, 2])
def test_a_commit_without_bytes_is_refused_and_can_follow_later(
    student: User, part_count: int | None
) -> None:
    upload = _begin(student, part_count=part_count)

    with pytest.raises(Refusal, match="still missing") as refusal:
        uploads.commit_upload(actor=student, upload=upload)
    assert refusal.value.code == "incomplete_upload"
    assert Job.objects.count() == 0

    _send_all(upload)
    assert uploads.commit_upload(actor=student, upload=upload).processing_status == "checking"


def test_a_commit_with_a_part_missing_is_refused(student: User) -> None:
    upload = _begin(student, part_count=2)
    _send_parts(upload, 1)

    with pytest.raises(Refusal) as refusal:
        uploads.commit_upload(actor=student, upload=upload)
    assert refusal.value.code == "incomplete_upload"

    _send_parts(upload, 2)
    asset = uploads.commit_upload(actor=student, upload=upload)
    take_over(asset)
    assert content(asset.original_key) == body_for(2)


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
def test_twenty_commits_at_once_are_one(part_count: int | None) -> None:
    person = UserFactory()
    upload = _begin(person, part_count=part_count)
    _send_all(upload)

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
    take_over(answers[0])
    assert content(answers[0].original_key) == _body(part_count)


def test_an_old_upload_url_changes_nothing_that_is_served(student: User) -> None:
    upload = _begin(student)
    url = uploads.ticket(upload).url
    put(url, BODY)
    asset = uploads.commit_upload(actor=student, upload=upload)
    take_over(asset)

    assert put(url, b"otherbytes") >= 400

    take_over(asset)
    assert content(asset.original_key) == BODY
    again = uploads.commit_upload(actor=student, upload=upload)
    assert content(again.original_key) == BODY


def test_bytes_after_a_commit_are_swept(student: User, tmp_path: Path) -> None:
    upload = _begin(student)
    _send_whole(upload)
    asset = uploads.commit_upload(actor=student, upload=upload)
    take_over(asset)
    (tmp_path / "late").write_bytes(b"otherbytes")
    get_storage().put_file(tmp_path / "late", upload.key)
    Upload.objects.update(expires_at=timezone.now() - timedelta(days=2))

    stale.sweep()

    assert stored() == [asset.original_key]
    assert uploads.commit_upload(actor=student, upload=upload).pk == asset.pk


def test_an_aborted_upload_leaves_no_bytes(
    student: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    upload = _begin(student, part_count=2)
    _send_parts(upload, 1)

    with django_capture_on_commit_callbacks(execute=True):
        uploads.abort_upload(actor=student, upload=upload)
        uploads.abort_upload(actor=student, upload=upload)

    upload.asset.refresh_from_db()
    assert (upload.asset.processing_status, upload.asset.error_code) == ("failed", "cancelled")
    assert _is_nothing_left()
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


def test_an_abort_that_comes_with_a_commit_says_who_won(
    student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = _begin(student)
    _send_whole(upload)
    close = uploads.close_upload

    def after_a_commit(mine: Upload, **why: str) -> bool:
        uploads.commit_upload(actor=student, upload=Upload.objects.get(pk=mine.pk))
        return close(mine, **why)

    monkeypatch.setattr(uploads, "close_upload", after_a_commit)
    with pytest.raises(Refusal) as refusal:
        uploads.abort_upload(actor=student, upload=upload)

    assert refusal.value.code == "already_committed"
    assert upload.is_open is False


def test_the_sweep_ends_abandoned_uploads_alone(
    student: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    abandoned, fresh = _begin(student), _begin(student)
    _send_whole(abandoned)
    _send_whole(fresh)
    past = timezone.now() - timedelta(seconds=1)
    Upload.objects.filter(pk=abandoned.pk).update(expires_at=past)

    with django_capture_on_commit_callbacks(execute=True):
        assert stale.sweep() == 1

    abandoned.asset.refresh_from_db()
    assert (abandoned.asset.processing_status, abandoned.asset.error_code) == ("failed", "expired")
    assert abandoned.key not in stored()
    assert uploads.commit_upload(actor=student, upload=fresh).size_bytes == len(BODY)
    assert stored() == [fresh.key]  # in a bucket it is joined only now


@pytest.mark.parametrize(
    ("values", "code", "status"),
    [
        ({"filename": "virus.exe"}, "wrong_type", 415),
        ({"filename": "page.html"}, "wrong_type", 415),
        ({"filename": "take.mp4.exe"}, "wrong_type", 415),
        ({"filename": "list.m3u8"}, "wrong_type", 415),
        ({"size_bytes": 0}, "empty", 400),
        ({"size_bytes": 3_000_000_000}, "too_big", 413),
        ({"duration_ms": 3_700_000}, "too_long", 400),
        ({"duration_ms": 70_000, "max_duration_ms": 60_000}, "too_long", 400),
        ({"part_count": 0}, "bad_parts", 400),
        ({"part_count": 10_001}, "bad_parts", 400),
    ],
)
def test_unacceptable_files_are_refused_before_any_byte(
    student: User, values: dict[str, Any], code: str, status: int
) -> None:
    with pytest.raises(Refusal) as refusal:
        _begin(student, **values)

    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert VideoAsset.objects.count() == 0


@pytest.mark.usefixtures("local_storage")
def test_parts_need_a_size_everywhere(student: User) -> None:
    with pytest.raises(Refusal) as refusal:
        _begin(student, part_count=2, size_bytes=None)

    assert refusal.value.code == "bad_parts"


@pytest.mark.parametrize(
    "values",
    [
        {"filename": ""},
        {"filename": "IMG_0001.MOV"},
        {"filename": "00001.MTS"},
        {"filename": "blob"},
        {"filename": "song.Mp3"},
        {"duration_ms": 61_500, "max_duration_ms": 60_000},
    ],
)
def test_real_world_files_are_accepted(student: User, values: dict[str, Any]) -> None:
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


def test_ten_thousand_parts_are_signed_in_a_moment(student: User, settings: Any) -> None:
    size = 10_000 * max(10, get_storage().min_part_bytes)
    settings.VIDEO_MAX_BYTES = size
    upload = _begin(student, size_bytes=size, part_count=10_000)

    parts = uploads.ticket(upload).parts

    assert len(parts) == 10_000
    assert sum(part.size_bytes for part in parts) == size


def test_a_bucket_needs_the_size(student: User, rclone_bucket: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        _begin(student, size_bytes=None)

    assert (refusal.value.code, refusal.value.status) == ("size_needed", 400)
    assert VideoAsset.objects.count() == 0
