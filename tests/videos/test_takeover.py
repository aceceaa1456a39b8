"""Committed bytes, until a worker has moved them to where no link can write."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.plugins.storage import body_for, content, put, stored
from tests.plugins.video import RunJobs
from tests.videos.fakes import FlakyStorage
from videos import tasks
from videos.intake import stale, uploads
from videos.intake.takeover import take_over
from videos.media import MediaRefused, RefusalCode
from videos.models import AssetKind, AssetState, Job, Upload, VideoAsset
from videos.queue import control
from videos.storage import MissingObject, StorageTrouble, get_storage
from videos.upkeep.reconcile import find


def _committed(actor: User, body: bytes, *, part_count: int | None = None) -> VideoAsset:
    upload = uploads.begin_upload(
        actor=actor,
        kind=AssetKind.UPLOAD,
        filename="take.mp4",
        size_bytes=len(body),
        part_count=part_count,
    )
    start = 0
    for part in _parts(upload):
        assert put(part.url, body[start : start + part.size_bytes]) == 200
        start += part.size_bytes
    return uploads.commit_upload(actor=actor, upload=upload)


def _parts(upload: Upload) -> list[uploads.Part]:
    ticket = uploads.ticket(upload)
    return ticket.parts or [uploads.Part(1, ticket.url, upload.size_bytes or 0)]


def _upload_of(asset: VideoAsset) -> Upload:
    return Upload.objects.get(asset=asset)


def _grow_old(asset: VideoAsset) -> None:
    long_ago = timezone.now() - timedelta(days=9)
    Upload.objects.filter(asset=asset).update(
        created_at=long_ago, committed_at=long_ago, expires_at=long_ago
    )


@pytest.mark.parametrize("part_count", [None, 2])
def test_a_worker_takes_over_before_it_looks_at_the_file(
    student: User, real_video: Path, run_jobs: RunJobs, part_count: int | None
) -> None:
    asset = _committed(student, real_video.read_bytes(), part_count=part_count)

    run_jobs()

    asset.refresh_from_db()
    assert asset.processing_status == AssetState.READY
    assert content(asset.original_key) == real_video.read_bytes()
    assert stored("uploads/") == []


@pytest.mark.parametrize("part_count", [None, 3])
def test_a_second_takeover_changes_nothing(student: User, part_count: int | None) -> None:
    body = body_for(3)
    asset = _committed(student, body, part_count=part_count)
    take_over(asset)
    taken_at = _upload_of(asset).taken_at

    take_over(asset)

    assert content(asset.original_key) == body
    assert _upload_of(asset).taken_at == taken_at


def test_parts_that_a_killed_worker_joined_are_taken(student: User) -> None:
    body = body_for(3)
    asset = _committed(student, body, part_count=3)
    upload, storage = _upload_of(asset), get_storage()
    parts = storage.list_parts(upload.key, upload.storage_id)
    if parts:  # in a bucket the commit has joined them
        storage.complete_parts(upload.key, upload.storage_id, parts)

    take_over(asset)

    assert content(asset.original_key) == body


def test_what_a_killed_worker_moved_is_taken(student: User) -> None:
    asset = _committed(student, b"0123456789")
    get_storage().move(_upload_of(asset).key, asset.original_key)

    take_over(asset)

    assert content(asset.original_key) == b"0123456789"
    assert _upload_of(asset).taken_at


@pytest.mark.parametrize("method", ["complete_parts", "move"])
def test_a_storage_error_is_retried(
    student: User, flaky_storage: FlakyStorage, method: str
) -> None:
    upload = uploads.begin_upload(
        actor=student, kind=AssetKind.UPLOAD, filename="take.mp4", size_bytes=10, part_count=2
    )
    for number, part in enumerate(_parts(upload)):
        body = b"0123456789"[number * 5 : number * 5 + 5]
        assert flaky_storage.accept(part.url, body, timezone.now()) == 200
    asset = uploads.commit_upload(actor=student, upload=upload)
    flaky_storage.failures[method] = 1
    with pytest.raises(StorageTrouble):
        take_over(asset)

    take_over(asset)

    assert flaky_storage.objects == {asset.original_key: b"0123456789"}


@pytest.mark.usefixtures("local_storage")
@pytest.mark.parametrize("part_count", [None, 3])
def test_what_was_written_again_after_the_commit_is_refused(
    student: User, part_count: int | None
) -> None:
    asset = _committed(student, body_for(3), part_count=part_count)
    upload = _upload_of(asset)
    # As by a PUT that arrived while the commit checked the parts.
    Upload.objects.filter(pk=upload.pk).update(committed_at=None)
    last = _parts(Upload.objects.get(pk=upload.pk))[-1]
    assert put(last.url, b"x" * last.size_bytes) == 200
    Upload.objects.filter(pk=upload.pk).update(committed_at=timezone.now())

    with pytest.raises(MediaRefused) as refused:
        take_over(asset)

    assert refused.value.code == RefusalCode.CHANGED
    assert not get_storage().exists(asset.original_key)


def test_missing_bytes_are_reported(student: User, run_jobs: RunJobs) -> None:
    asset = _committed(student, b"0123456789")
    get_storage().delete(_upload_of(asset).key)

    with pytest.raises(MissingObject):
        take_over(asset)

    run_jobs()
    asset.refresh_from_db()
    assert asset.error_code == "original_missing"


def test_a_missing_folder_loses_nothing(
    student: User, real_video: Path, run_jobs: RunJobs, settings: Any, tmp_path: Path
) -> None:
    """The disk was not mounted on the worker's machine; then it was, and someone tried again."""
    settings.MEDIA_STORAGE, usual = "local", settings.VIDEO_ROOT
    settings.VIDEO_STORAGE = "videos.storage.local.LocalStorage"
    asset = _committed(student, real_video.read_bytes())
    settings.VIDEO_ROOT = tmp_path / "empty"
    run_jobs()
    tasks.sweep_now()
    asset.refresh_from_db()
    assert asset.error_code == "original_missing"
    settings.VIDEO_ROOT = usual

    control.retry(actor=student, asset=asset)
    run_jobs()

    asset.refresh_from_db()
    assert asset.processing_status == AssetState.READY


@pytest.mark.usefixtures("local_storage")
def test_refused_bytes_are_kept_for_a_week(student: User, run_jobs: RunJobs) -> None:
    asset = _committed(student, b"0123456789")
    upload = _upload_of(asset)
    path_key = upload.key
    Upload.objects.filter(pk=upload.pk).update(fingerprint="0" * 64)
    run_jobs()

    stale.sweep()
    assert stored() == [path_key]

    _grow_old(asset)
    stale.sweep()
    assert stored() == []
    assert _upload_of(asset).closed_at


@pytest.mark.usefixtures("local_storage")
def test_a_worker_that_is_killed_while_parts_are_removed_lost_nothing(
    student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = body_for(3)
    asset = _committed(student, body, part_count=3)

    def killed_halfway(path: Path, **_: Any) -> None:
        next(iter(sorted(Path(path).iterdir()))).unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("videos.storage.local.shutil.rmtree", killed_halfway)
        with pytest.raises(KeyboardInterrupt):
            take_over(asset)

    take_over(asset)

    assert content(asset.original_key) == body


@pytest.mark.parametrize("part_count", [None, 3])
def test_uploads_that_wait_long_for_a_worker_are_kept(
    student: User, part_count: int | None, settings: Any
) -> None:
    """All workers were down for nine days: the first sweep after that removes nothing."""
    settings.UPLOAD_KEEP_SECONDS = 60
    body = body_for(3)
    asset = _committed(student, body, part_count=part_count)
    _grow_old(asset)

    stale.sweep()
    tasks._tidy_storage()
    assert list(find(before=timezone.now() + timedelta(days=1))) == []

    take_over(asset)
    assert content(asset.original_key) == body


def test_there_is_no_original_before_the_takeover(student: User, client: Client) -> None:
    asset = _committed(student, b"0123456789")
    client.force_login(student)
    assert client.get(f"/videos/{asset.pk}/original").status_code == 404

    take_over(asset)

    assert client.get(f"/videos/{asset.pk}/original").status_code == 302


def test_a_video_that_failed_before_the_takeover_is_retried(
    student: User, real_video: Path, run_jobs: RunJobs
) -> None:
    asset = _committed(student, real_video.read_bytes())
    Job.objects.all().delete()
    VideoAsset.objects.update(processing_status=AssetState.FAILED, error_code="trouble")
    asset.refresh_from_db()

    control.retry(actor=student, asset=asset)
    run_jobs()

    asset.refresh_from_db()
    assert asset.processing_status == AssetState.READY
