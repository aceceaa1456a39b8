"""Cancelling, retrying, making again: what people do to waiting and running work."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.errors import Refusal
from events.models import Event
from scripts.common.waiting import eventually
from tests import factories
from tests.plugins.video import MakeAsset, RunJobs
from videos.models import (
    AssetState,
    ClipState,
    Job,
    JobKind,
    JobState,
    Outcome,
    Rendition,
    VideoAsset,
)
from videos.queue import control, enqueue
from videos.queue.status import progress_of
from videos.storage import get_storage
from videos.upkeep import tidying
from videos.watching import clips
from videos.worker import makers, run


@pytest.fixture
def working() -> Iterator[Any]:
    """`working()` starts a worker for one job in a thread, which ends with the test."""
    threads: list[threading.Thread] = []

    def work() -> None:
        try:
            run.work_one()
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
def test_cancelling_a_running_job_kills_its_encoder_and_keeps_nothing(
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
    assert progress_of(asset)["can_retry"] is True
    assert asset.renditions.count() == 0
    assert [found.key for found in get_storage().walk()] == [asset.original_key]
    assert list(Path(settings.VIDEO_SCRATCH).iterdir()) == []
    assert job.attempts.get().outcome == Outcome.CANCELLED
    assert "trouble" not in caplog.text


def test_a_cancelled_ladder_leaves_what_plays(
    editor: User, student: User, ready_asset: MakeAsset
) -> None:
    asset = ready_asset(student, processing_status=AssetState.PLAYABLE)
    job = factories.JobFactory(asset=asset, kind=JobKind.LADDER)

    control.cancel_job(actor=editor, job=job)

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == ("ready", "qualities_missing")
    assert asset.can_retry


def test_a_cancelled_clip_still_plays_and_can_be_cut_later(
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


def test_an_ended_job_cannot_be_cancelled(editor: User) -> None:
    job = factories.JobFactory(state=JobState.DONE)

    with pytest.raises(Refusal) as refusal:
        control.cancel_job(actor=editor, job=job)

    assert refusal.value.code == "ended"


def test_a_running_or_successful_job_cannot_be_retried(editor: User) -> None:
    for state in (JobState.QUEUED, JobState.RUNNING, JobState.DONE):
        with pytest.raises(Refusal) as refusal:
            control.retry_job(actor=editor, job=factories.JobFactory(state=state))
        assert refusal.value.code == "nothing_to_retry"


def test_a_stopped_video_is_prepared_when_retried(
    editor: User, student: User, real_video: Path, make_asset: MakeAsset, run_jobs: RunJobs
) -> None:
    asset = make_asset(student, real_video)
    job = control.cancel_job(actor=editor, job=Job.objects.get())

    control.retry_job(actor=editor, job=job)
    run_jobs()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == ("ready", "")


def test_the_sweep_does_not_restart_a_stopped_video(
    editor: User, student: User, real_video: Path, make_asset: MakeAsset
) -> None:
    make_asset(student, real_video)
    control.cancel_job(actor=editor, job=Job.objects.get())

    assert enqueue.rescue_idle() == 0


def test_a_remade_video_plays_from_its_old_files_until_the_new_ones_are_there(
    editor: User, student: User, ready_asset: MakeAsset, settings: Any, monkeypatch: Any
) -> None:
    asset = ready_asset(student)
    old = {rendition.name: rendition.key for rendition in asset.renditions.all()}
    control.remake_video(actor=editor, asset=asset)
    seen: list[set[str]] = []
    commit = makers._commit_remade

    def look_first(*args: Any) -> None:
        asset.refresh_from_db()
        assert asset.processing_status == AssetState.READY
        seen.append({rendition.key for rendition in Rendition.objects.filter(asset=asset)})
        commit(*args)

    monkeypatch.setattr(makers, "_commit_remade", look_first)
    assert run.work_one()

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


def test_a_video_whose_remake_fails_plays_on(
    editor: User, student: User, ready_asset: MakeAsset
) -> None:
    asset = ready_asset(student)
    get_storage().delete(asset.original_key)
    control.remake_video(actor=editor, asset=asset)

    run.work_one()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == (AssetState.READY, "")
    assert Job.objects.get().state == JobState.FAILED
    assert all(get_storage().exists(rendition.key) for rendition in asset.renditions.all())


def test_a_poster_is_made_again(editor: User, student: User, ready_asset: MakeAsset) -> None:
    asset = ready_asset(student)
    get_storage().delete(asset.poster_key)

    control.redraw_poster(actor=editor, asset=asset)
    run.work_one()

    assert get_storage().exists(asset.poster_key)
    assert Job.objects.get().tidied_at is not None


def test_a_video_without_its_original_is_not_made_again(editor: User) -> None:
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
