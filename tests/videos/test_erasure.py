"""Erasing a video: rows at once, bytes whatever happens."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from core.errors import Refusal
from events.fact import record
from tests import factories
from tests.plugins.storage import body_for, put, stored
from tests.plugins.video import MakeAsset, RunJobs
from tests.videos.fakes import FlakyStorage
from videos.facts import Retried
from videos.intake import uploads
from videos.models import Erasure, Job, Upload, VideoAsset
from videos.queue import leases
from videos.storage import get_storage
from videos.upkeep import erasure
from videos.worker import run, workbench


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """`with committed():` runs on-commit hooks."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def an_hour_later() -> None:
    past = timezone.now() - timedelta(seconds=1)
    Erasure.objects.update(settles_at=past, not_before=past)


def now_due() -> None:
    Erasure.objects.update(not_before=timezone.now() - timedelta(seconds=1))


def test_rows_and_bytes_go_together(ready_asset: MakeAsset, student: User, committed: Any) -> None:
    asset, other = ready_asset(student), ready_asset(student)

    with committed():
        erasure.erase_asset(actor=student, asset=asset)

    assert list(VideoAsset.objects.all()) == [other]
    assert {key.split("/")[1] for key in stored()} == {str(other.pk)}


def test_it_is_done_only_after_the_final_check(
    ready_asset: MakeAsset, student: User, committed: Any
) -> None:
    with committed():
        erasure.erase_asset(actor=None, asset=ready_asset(student))
    assert Erasure.objects.filter(done_at=None).exclude(emptied_at=None).count() == 2
    assert erasure.finish_due() == 0

    an_hour_later()

    assert erasure.finish_due() == 2
    assert not Erasure.objects.open().exists()


def test_late_writes_go_with_the_final_check(
    ready_asset: MakeAsset, student: User, committed: Any, tmp_path: Any
) -> None:
    asset = ready_asset(student)
    with committed():
        erasure.erase_asset(actor=None, asset=asset)
    late = tmp_path / "late"
    late.write_bytes(b"late")
    get_storage().put_file(late, asset.rendition_key("720p"))

    an_hour_later()
    erasure.finish_due()

    assert stored() == []


def test_a_process_that_is_killed_before_the_bytes_are_gone_loses_nothing(
    ready_asset: MakeAsset, student: User
) -> None:
    """No on-commit hook runs; the sweep does the work."""
    asset = ready_asset(student)
    erasure.erase_asset(actor=None, asset=asset)
    assert len(stored()) > 1

    assert erasure.finish_due() == 2

    assert stored() == []


def test_whatever_deletes_the_row_schedules_the_bytes(
    ready_asset: MakeAsset, student: User
) -> None:
    asset = ready_asset(student)

    VideoAsset.objects.filter(pk=asset.pk).delete()

    assert set(Erasure.objects.values_list("target", flat=True)) == {
        f"videos/{asset.pk}/",
        f"clips/{asset.pk}/",
    }


def test_a_rollback_schedules_nothing(ready_asset: MakeAsset, student: User) -> None:
    asset = ready_asset(student)
    before = stored()

    with transaction.atomic():
        erasure.erase_asset(actor=None, asset=asset)
        transaction.set_rollback(True)
    erasure.finish_due()

    assert stored() == before
    assert VideoAsset.objects.filter(pk=asset.pk).exists()


def test_an_unreachable_storage_is_retried_with_pauses(
    flaky_storage: FlakyStorage, student: User, tmp_path: Any
) -> None:
    asset = factories.AssetFactory(owner=student)
    path = tmp_path / "original"
    path.write_bytes(b"x")
    get_storage().put_file(path, asset.original_key)
    flaky_storage.failures["delete_prefix"] = 3
    VideoAsset.objects.filter(pk=asset.pk).delete()

    assert erasure.finish_due() == 0
    assert [len(one.error) > 0 for one in Erasure.objects.all()] == [True, True]
    assert erasure.finish_due() == 0, "it waits before it asks again"
    now_due()
    assert erasure.finish_due() == 1
    now_due()
    erasure.finish_due()

    assert stored() == []
    first = Erasure.objects.get(target=f"videos/{asset.pk}/")
    assert first.error == ""
    assert first.attempts >= 2


def test_parts_that_a_killed_worker_was_sending_go_too(student: User, rclone_bucket: Any) -> None:
    asset = factories.AssetFactory(owner=student)
    get_storage().begin_parts(f"videos/{asset.pk}/making/720p.mp4")
    other = get_storage().begin_parts("videos/another/original")
    VideoAsset.objects.filter(pk=asset.pk).delete()

    erasure.finish_due()

    assert [begun.storage_id for begun in get_storage().begun_uploads()] == [other]


def test_a_storage_that_confirms_but_keeps_it_is_not_trusted(
    memory_storage: Any, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = factories.AssetFactory(owner=student)
    memory_storage.objects[asset.original_key] = b"x"
    monkeypatch.setattr(memory_storage, "delete_prefix", lambda prefix: None)
    VideoAsset.objects.filter(pk=asset.pk).delete()

    assert erasure.finish_due() == 1

    kept = Erasure.objects.get(target=f"videos/{asset.pk}/")
    assert kept.emptied_at is None
    assert "still" in kept.error


def test_an_unfinished_upload_goes_with_its_parts(db: None, student: User, committed: Any) -> None:
    body = body_for(2)
    upload = uploads.begin_upload(
        actor=student, kind="upload", filename="a.mp4", size_bytes=len(body), part_count=2
    )
    part = uploads.ticket(upload).parts[0]
    assert put(part.url, body[: part.size_bytes]) == 200

    with committed():
        erasure.erase_asset(actor=None, asset=upload.asset)

    assert list(get_storage().begun_uploads()) == []
    assert stored() == []
    assert put(part.url, body[: part.size_bytes]) in (403, 404, 410)


def test_a_late_commit_is_refused(db: None, student: User) -> None:
    upload = uploads.begin_upload(actor=student, kind="upload", filename="a.mp4", size_bytes=4)
    assert put(uploads.ticket(upload).url, b"film") == 200
    erasure.erase_asset(actor=None, asset=VideoAsset.objects.get())

    with pytest.raises(Refusal) as refused:
        uploads.commit_upload(actor=student, upload=upload)

    assert refused.value.code == "upload_closed"
    an_hour_later()
    erasure.finish_due()
    assert stored() == []


def test_open_jobs_end(make_asset: MakeAsset, real_video: Any, student: User) -> None:
    asset = make_asset(student, real_video)

    erasure.erase_asset(actor=None, asset=asset)

    assert not Job.objects.exists()
    assert not run.work_one()


def test_a_running_worker_commits_nothing_and_leaves_nothing(
    make_asset: MakeAsset,
    real_video: Any,
    student: User,
    run_jobs: RunJobs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Erased when everything is made and staged, right before the commit."""
    asset = make_asset(student, real_video)
    commit = workbench.Workbench.committing

    def erased_meanwhile(work: workbench.Workbench) -> Any:
        work.staging.arrived()
        erasure.erase_asset(actor=None, asset=asset)
        return commit(work)

    monkeypatch.setattr(workbench.Workbench, "committing", erased_meanwhile)

    run_jobs()

    assert not VideoAsset.objects.exists()
    assert [key for key in stored() if "making" in key] == []
    erasure.finish_due()
    assert stored() == []


def test_the_history_keeps_no_file_name(student: User) -> None:
    asset = factories.AssetFactory(owner=student, orig_filename="ana-lopez.mp4")
    record(Retried(), asset, actor=student)

    erasure.erase_asset(actor=student, asset=asset)

    rows = ModelLogEntry.objects.filter(object_id=str(asset.pk))
    assert {row.action for row in rows} == {"videos.retried", "videos.erased"}
    assert {row.label for row in rows} == {str(asset.pk)}


@pytest.mark.parametrize("count", [1, 3])
def test_many_are_erased_in_the_same_number_of_queries(
    student: User, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        factories.RenditionFactory(asset__owner=student)

    with django_assert_max_num_queries(20 + 4 * count):
        assert erasure.erase_assets(VideoAsset.objects.filter(owner=student)) == count

    assert Erasure.objects.count() == 2 * count
    assert not Upload.objects.exists()


def test_a_round_ends_when_its_time_is_up(student: User) -> None:
    for _ in range(3):
        factories.AssetFactory(owner=student).delete()

    assert erasure.finish_due(within_seconds=0) == 1
    assert erasure.is_due()


def test_leases_of_erased_jobs_are_lost(make_asset: MakeAsset, real_video: Any) -> None:
    make_asset(None, real_video)
    job = leases.claim("host:1:main")
    assert job is not None
    erasure.erase_asset(actor=None, asset=job.asset)

    with pytest.raises(leases.LeaseLost):
        leases.beat(job)
