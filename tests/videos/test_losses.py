"""Workers that die: their jobs continue elsewhere, but no job may take down all workers."""

import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from tests import factories
from tests.plugins.video import MakeAsset
from videos import tasks
from videos.media import MediaTrouble, TroubleKind
from videos.media.run import run
from videos.media.sandbox import Allowance
from videos.models import AssetState, Job, JobAttempt, JobState, Outcome, WorkerHeartbeat
from videos.queue import leases
from videos.queue.enqueue import prepare_soon
from videos.storage import get_storage
from videos.upkeep import tidying
from videos.worker import heartbeats, makers, workbench
from videos.worker.run import work_one


def _lose(seconds: float = 10) -> Job:
    """A worker claims the job, works on it for a while and disappears."""
    Job.objects.update(not_before=timezone.now())
    job = leases.claim("host:1:Worker-1")
    assert job is not None
    began = timezone.now() - timedelta(seconds=seconds)
    JobAttempt.objects.filter(job=job, number=job.attempt).update(started_at=began)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert leases.take_back_abandoned() == 1
    job.refresh_from_db()
    return job


@pytest.fixture
def waiting(db: None) -> Job:
    job = prepare_soon(factories.AssetFactory(processing_status=AssetState.CHECKING))
    Job.objects.update(queued_at=timezone.now() - timedelta(days=1))
    return job


def test_a_lost_job_is_back_in_the_queue_at_once(waiting: Job) -> None:
    job = _lose()

    assert (job.state, job.lost_count, job.trouble_count) == (JobState.QUEUED, 1, 0)
    assert job.not_before <= timezone.now()
    assert "was killed" in job.error
    attempt = job.attempts.get()
    assert (attempt.outcome, attempt.ended_at) == (Outcome.LOST, job.heartbeat_at)


def test_a_job_that_was_lost_three_times_lets_others_pass(waiting: Job) -> None:
    for _ in range(3):
        job = _lose()

    assert job.not_before > timezone.now() + timedelta(seconds=10)
    assert not leases.is_lost_too_often(job)


def test_a_job_that_is_lost_repeatedly_ends_with_a_reason(waiting: Job) -> None:
    for _ in range(leases.MAX_LOSSES):
        _lose()
    Job.objects.update(not_before=timezone.now())

    assert work_one()

    waiting.refresh_from_db()
    assert waiting.state == JobState.FAILED
    assert "its worker was killed or lost 6 times; perhaps out of memory" in waiting.error
    asset = waiting.asset
    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == (AssetState.FAILED, "trouble")


def test_long_work_fails_sooner(waiting: Job) -> None:
    for _ in range(3):
        job = _lose(seconds=1500)

    assert leases.is_lost_too_often(job)


def test_losses_before_a_retry_do_not_count(waiting: Job) -> None:
    for _ in range(leases.MAX_LOSSES):
        _lose(seconds=1500)
    Job.objects.update(not_before=timezone.now())
    work_one()

    again = prepare_soon(waiting.asset)

    assert again.pk == waiting.pk
    assert not leases.is_lost_too_often(Job.objects.get())


def test_a_killed_program_is_trouble_that_says_so(tmp_path: Path) -> None:
    allowance = Allowance(30, 30, 1024**3, 1024**3)

    with pytest.raises(MediaTrouble) as trouble:
        run(["/bin/sh", "-c", f"kill -{signal.SIGKILL.value} $$"], allowance=allowance)

    assert trouble.value.kind == TroubleKind.KILLED
    assert "short of memory" in str(trouble.value)


def test_an_encoder_killed_each_time_fails_with_a_reason(
    student: User, real_video: Path, make_asset: MakeAsset, monkeypatch: Any, settings: Any
) -> None:
    asset = make_asset(student, real_video)
    killed = MediaTrouble(TroubleKind.KILLED, "ended by signal 9", "frame=  12")

    def raise_it(*args: Any, **kwargs: Any) -> Any:
        raise killed

    monkeypatch.setattr(makers.media, "probe", raise_it)
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        assert work_one()
        Job.objects.update(not_before=timezone.now())

    job = Job.objects.get()
    asset.refresh_from_db()
    assert (job.state, job.log_tail) == (JobState.FAILED, "frame=  12")
    assert job.error == "trouble: killed: ended by signal 9"
    assert "on our side" in asset.reason


def test_a_job_handed_back_restarts_at_once_and_counts_no_trouble(waiting: Job) -> None:
    job = leases.claim("host:1:Worker-1")
    assert job is not None

    assert leases.hand_back(job)

    with pytest.raises(leases.LeaseLost):
        leases.report(job, 50)
    again = leases.claim("host:2:Worker-1")
    assert again is not None
    assert (again.pk, again.trouble_count, again.lost_count) == (job.pk, 0, 0)
    assert job.attempts.get(number=1).outcome == Outcome.HANDED_BACK
    assert not leases.hand_back(job)


def test_leftovers_of_a_worker_killed_after_its_commit_are_swept(
    student: User, ready_asset: MakeAsset, real_video: Path
) -> None:
    asset = ready_asset(student)
    long_ago = timezone.now() - tidying._grace() * 2
    job = factories.JobFactory(asset=asset, state=JobState.DONE, finished_at=long_ago)
    storage = get_storage()
    staged = f"{workbench.staging_prefix(job)}token/x.mp4"
    unused = asset.rendition_key("999p")
    for key in (staged, unused):
        storage.put_file(real_video, key)

    tasks.sweep_now()

    assert not storage.exists(staged)
    assert not storage.exists(unused)
    assert all(storage.exists(rendition.key) for rendition in asset.renditions.all())
    job.refresh_from_db()
    assert job.tidied_at is not None


def test_a_video_in_progress_keeps_files_without_a_row(
    student: User, ready_asset: MakeAsset, real_video: Path
) -> None:
    asset = ready_asset(student)
    long_ago = timezone.now() - tidying._grace() * 2
    factories.JobFactory(asset=asset, state=JobState.DONE, finished_at=long_ago)
    factories.JobFactory(asset=asset, state=JobState.RUNNING)
    coming = asset.rendition_key("999p")
    get_storage().put_file(real_video, coming)

    tidying.tidy_ended()

    assert get_storage().exists(coming)


def test_old_successful_jobs_are_deleted_and_failed_ones_are_not(db: None) -> None:
    long_ago = timezone.now() - timedelta(days=tidying.KEEP_DAYS + 1)
    old = {"queued_at": long_ago, "finished_at": long_ago, "tidied_at": long_ago}
    done = factories.JobFactory(state=JobState.DONE, **old)
    done.attempts.create(number=1, started_at=long_ago)
    kept = [
        factories.JobFactory(state=JobState.FAILED, **old),
        factories.JobFactory(state=JobState.DONE, finished_at=long_ago, queued_at=timezone.now()),
    ]

    tidying.forget_old()

    assert set(Job.objects.all()) == set(kept)


def test_workers_beat_and_are_seen(db: None) -> None:
    assert heartbeats.describe_alive() == "no worker alive"
    heartbeats.beat(2)
    heartbeat = heartbeats.alive().get()
    assert heartbeat.name.endswith(f":{os.getpid()}")
    assert (heartbeat.threads, heartbeat.version) == (2, heartbeats.code_version())
    assert heartbeats.describe_alive() == "1 worker alive, last heartbeat 0 s ago"

    WorkerHeartbeat.objects.update(seen_at=timezone.now() - timedelta(seconds=90))
    assert not heartbeats.alive().exists()
    assert heartbeats.describe_alive() == "no worker alive, last heartbeat 90 s ago"
    heartbeats.forget_old()
    assert WorkerHeartbeat.objects.exists()
    WorkerHeartbeat.objects.update(seen_at=timezone.now() - timedelta(days=2))
    heartbeats.forget_old()
    assert not WorkerHeartbeat.objects.exists()


def test_a_free_worker_looks_for_work_by_itself(waiting: Job, monkeypatch: Any) -> None:
    rings: list[int] = []
    monkeypatch.setattr(heartbeats, "ring", lambda: rings.append(1))

    heartbeats.ring_if_free(threads=0)
    assert rings == []
    heartbeats.ring_if_free(threads=1)
    assert rings == [1]
    Job.objects.update(state=JobState.DONE)
    heartbeats.ring_if_free(threads=1)
    assert rings == [1]
