"""Called off, tried again, made again: what people do to work that waits or goes on."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from portal.core.errors import Refusal
from portal.events.models import Event
from portal.videos import clips, control, making, processing, tidying, worker
from portal.videos.models import (
    AssetState,
    ClipState,
    Job,
    JobKind,
    JobState,
    Outcome,
    Rendition,
    VideoAsset,
)
from portal.videos.storage import get_storage
from scripts.common.waiting import eventually
from tests import factories
from tests.plugins.video import MakeAsset, RunJobs


@pytest.fixture
def working() -> Iterator[Any]:
    """`working()` starts a worker for one job in a thread; it has ended when the test has."""
    threads: list[threading.Thread] = []

    def work() -> None:
        try:
            worker.work_one()
        finally:
            connection.close()

    def start() -> threading.Thread:
        threads.append(threading.Thread(target=work))
        threads[-1].start()
        return threads[-1]

    yield start
    for thread in threads:
        thread.join(60)


@pytest.mark.django_db(transaction=True)
def test_a_running_job_that_is_called_off_ends_its_encoder_and_keeps_nothing(
    editor: User,
    student: User,
    long_video: Path,
    make_asset: MakeAsset,
    working: Any,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asset = make_asset(student, long_video, mime_type="video/x-matroska")
    thread = working()
    assert eventually(
        lambda: Job.objects.filter(state=JobState.RUNNING, percent__gt=6).exists(), seconds=120
    )
    job = Job.objects.get()

    began = time.monotonic()
    control.cancel_job(actor=editor, job=job)
    thread.join(60)

    assert time.monotonic() - began < 30
    asset.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert (asset.processing_status, asset.error_code) == (AssetState.FAILED, "stopped")
    assert processing.status(asset)["can_retry"] is True
    assert asset.renditions.count() == 0
    assert [found.key for found in get_storage().walk()] == [asset.original_key]
    assert list(Path(settings.VIDEO_SCRATCH).iterdir()) == []
    assert job.attempts.get().outcome == Outcome.CANCELLED
    assert "trouble" not in caplog.text


def test_a_ladder_that_is_called_off_leaves_what_plays(
    editor: User, student: User, ready_asset: MakeAsset
) -> None:
    asset = ready_asset(student, processing_status=AssetState.PLAYABLE)
    job = factories.JobFactory(asset=asset, kind=JobKind.LADDER)

    control.cancel_job(actor=editor, job=job)

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == ("ready", "qualities_missing")
    assert asset.can_retry


def test_a_clip_that_is_called_off_still_plays_and_can_be_cut_later(
    editor: User, student: User, ready_asset: MakeAsset, run_jobs: RunJobs
) -> None:
    clip = clips.make_clip(actor=student, asset=ready_asset(student), start_ms=0, end_ms=500)
    job = control.cancel_job(actor=editor, job=Job.objects.get())
    clip.refresh_from_db()
    assert clip.processing_status == ClipState.FAILED

    control.retry_job(actor=editor, job=job)
    run_jobs()

    clip.refresh_from_db()
    assert clip.has_file
    assert Job.objects.get().state == JobState.DONE


def test_what_has_ended_can_not_be_called_off(editor: User) -> None:
    job = factories.JobFactory(state=JobState.DONE)

    with pytest.raises(Refusal) as refusal:
        control.cancel_job(actor=editor, job=job)

    assert refusal.value.code == "ended"


def test_what_goes_on_or_went_well_needs_no_other_try(editor: User) -> None:
    for state in (JobState.QUEUED, JobState.RUNNING, JobState.DONE):
        with pytest.raises(Refusal) as refusal:
            control.retry_job(actor=editor, job=factories.JobFactory(state=state))
        assert refusal.value.code == "nothing_to_retry"


def test_a_video_that_was_stopped_is_prepared_when_it_is_tried_again(
    editor: User, student: User, real_video: Path, make_asset: MakeAsset, run_jobs: RunJobs
) -> None:
    asset = make_asset(student, real_video)
    job = control.cancel_job(actor=editor, job=Job.objects.get())

    control.retry_job(actor=editor, job=job)
    run_jobs()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == ("ready", "")


def test_the_sweep_does_not_take_up_what_was_stopped(
    editor: User, student: User, real_video: Path, make_asset: MakeAsset
) -> None:
    make_asset(student, real_video)
    control.cancel_job(actor=editor, job=Job.objects.get())

    assert processing.rescue_idle() == 0


def test_a_video_made_again_plays_from_its_old_files_until_the_new_ones_are_there(
    editor: User, student: User, ready_asset: MakeAsset, settings: Any, monkeypatch: Any
) -> None:
    asset = ready_asset(student)
    old = {rendition.name: rendition.key for rendition in asset.renditions.all()}
    control.remake_video(actor=editor, asset=asset)
    seen: list[set[str]] = []
    commit = making._commit_remade

    def look_first(*args: Any) -> None:
        asset.refresh_from_db()
        assert asset.processing_status == AssetState.READY
        seen.append({rendition.key for rendition in Rendition.objects.filter(asset=asset)})
        commit(*args)

    monkeypatch.setattr(making, "_commit_remade", look_first)
    assert worker.work_one()

    assert seen == [set(old.values())]
    new = {rendition.name: rendition.key for rendition in asset.renditions.all()}
    assert set(new) == set(old)
    assert not set(new.values()) & set(old.values())
    assert all(map(get_storage().exists, [*old.values(), *new.values()]))
    Job.objects.update(finished_at=timezone.now() - tidying._grace() * 2)
    assert tidying.tidy_ended() == 1
    assert not any(map(get_storage().exists, old.values()))
    assert all(map(get_storage().exists, new.values()))
    assert tidying.tidy_ended() == 0
    assert not Event.objects.filter(object_id=str(asset.pk)).exists()


def test_a_video_that_can_not_be_made_again_plays_on(
    editor: User, student: User, ready_asset: MakeAsset
) -> None:
    asset = ready_asset(student)
    get_storage().delete(asset.original_key)
    control.remake_video(actor=editor, asset=asset)

    worker.work_one()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == (AssetState.READY, "")
    assert Job.objects.get().state == JobState.FAILED
    assert all(get_storage().exists(rendition.key) for rendition in asset.renditions.all())


def test_a_poster_is_drawn_again(editor: User, student: User, ready_asset: MakeAsset) -> None:
    asset = ready_asset(student)
    get_storage().delete(asset.poster_key)

    control.redraw_poster(actor=editor, asset=asset)
    worker.work_one()

    assert get_storage().exists(asset.poster_key)
    assert Job.objects.get().tidied_at is not None


def test_a_video_whose_file_was_let_go_is_not_made_again(editor: User) -> None:
    asset: VideoAsset = factories.AssetFactory(has_original=False)

    with pytest.raises(Refusal) as refusal:
        control.remake_video(actor=editor, asset=asset)

    assert refusal.value.code == "not_ready"


@pytest.mark.parametrize("state", [AssetState.CHECKING, AssetState.PLAYABLE, AssetState.FAILED])
def test_only_a_ready_video_is_made_again(editor: User, state: AssetState) -> None:
    asset: VideoAsset = factories.AssetFactory(processing_status=state)

    for deed in (control.remake_video, control.redraw_poster):
        with pytest.raises(Refusal) as refusal:
            deed(actor=editor, asset=asset)
        assert refusal.value.code == "not_ready"
    assert not Job.objects.exists()
