"""From the original to ready, on real files; and every way it can fail."""

import errno
import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from core.errors import Refusal
from demo.video import make_video
from events.models import Event
from tests.plugins.storage import stored
from tests.plugins.video import MakeAsset, RunJobs
from tests.videos.fakes import FlakyStorage
from videos import tasks
from videos.media import MediaTrouble, TroubleKind
from videos.models import AssetKind, AssetState, Job, JobKind, JobState, VideoAsset
from videos.queue import control, enqueue, leases
from videos.queue.status import progress_of
from videos.storage import StorageTrouble, get_storage
from videos.watching import clips
from videos.worker import makers, run


@pytest.fixture(scope="session")
def tall_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large enough for a ladder, in a codec that must be encoded."""
    path = tmp_path_factory.mktemp("tall") / "take.webm"
    recipe = {"seconds": 2, "seed": 2, "width": 480, "height": 640, "fps": 12, "codec": "vp8"}
    return make_video(path, skill="sport", **recipe)


def _files(asset: VideoAsset) -> list[str]:
    prefix = f"videos/{asset.pk}/"
    return [key.removeprefix(prefix) for key in stored(prefix)]


def _verbs(asset: VideoAsset) -> list[str]:
    found = Event.objects.filter(object_id=str(asset.pk), verb__startswith="videos.")
    return list(found.order_by("created_at").values_list("verb", flat=True))


def test_a_small_video_is_ready_with_all_its_facts(
    student: User, real_video: Path, make_asset: MakeAsset, run_jobs: RunJobs
) -> None:
    asset = make_asset(student, real_video)

    run_jobs()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.processing_percent) == (AssetState.READY, 100)
    assert asset.checksum_sha256 == hashlib.sha256(real_video.read_bytes()).hexdigest()
    assert abs(asset.duration_ms - 2000) < 100
    assert (asset.width, asset.height) == (426, 240)
    assert (asset.has_video, asset.has_audio, asset.has_poster) == (True, True, True)
    assert (asset.is_valid, asset.validation_errors, asset.reason) == (True, [], "")
    assert asset.processed_at
    assert asset.last_validated
    assert _verbs(asset) == ["videos.playable", "videos.ready"]
    names = [rendition.name for rendition in asset.renditions.all()]
    assert _files(asset) == [
        "original",
        "poster.jpg",
        *sorted(f"renditions/{name}.mp4" for name in names),
    ]


def test_a_video_plays_before_its_ladder_is_complete(
    student: User, tall_video: Path, make_asset: MakeAsset, settings: Any
) -> None:
    asset = make_asset(student, tall_video, orig_filename="take.webm", mime_type="video/webm")

    run.work_one()
    asset.refresh_from_db()
    assert asset.processing_status == AssetState.PLAYABLE
    assert [r.name for r in asset.renditions.all()] == ["360p"]
    assert _verbs(asset) == ["videos.playable"]

    run.work_one()
    asset.refresh_from_db()
    assert (asset.processing_status, asset.processing_percent) == (AssetState.READY, 100)
    sizes = {r.name: (r.width, r.height) for r in asset.renditions.all()}
    assert sizes == {"480p": (480, 640), "360p": (360, 480)}
    assert _verbs(asset) == ["videos.playable", "videos.ready"]
    assert not run.work_one()
    assert list(Path(settings.VIDEO_SCRATCH).iterdir()) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "empty"), (b"This is a text, and no video at all. " * 50, "not_a_video")],
)
def test_a_file_that_is_no_video_fails_with_a_plain_reason(
    student: User,
    make_asset: MakeAsset,
    run_jobs: RunJobs,
    tmp_path: Path,
    settings: Any,
    body: bytes,
    code: str,
) -> None:
    path = tmp_path / "take.mp4"
    path.write_bytes(body)
    asset = make_asset(student, path)

    run_jobs()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code, asset.is_valid) == ("failed", code, False)
    assert asset.reason.endswith(".")
    assert asset.validation_errors[0]["code"] == code
    assert _files(asset) == ["original"]
    assert _verbs(asset) == ["videos.failed"]
    assert progress_of(asset)["can_retry"] is False, "it would be refused again"
    assert asset.can_retry, "for admins, once limits or programs changed"
    assert Job.objects.get().state == JobState.FAILED


def test_a_video_longer_than_its_own_limit_fails(
    student: User,
    real_video: Path,
    make_asset: MakeAsset,
    run_jobs: RunJobs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(makers, "LENGTH_SLACK_MS", 0)
    asset = make_asset(student, real_video, max_duration_ms=1_000)

    run_jobs()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == ("failed", "too_long")
    assert "The longest we can accept is 0:01" in asset.reason


def test_a_failed_video_can_be_tried_again(
    student: User, real_video: Path, make_asset: MakeAsset, run_jobs: RunJobs, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"nothing" * 100)
    asset = make_asset(student, broken)
    run_jobs()
    asset.refresh_from_db()
    get_storage().put_file(real_video, asset.original_key)

    control.retry(actor=student, asset=asset)
    assert asset.processing_status == AssetState.CHECKING
    run_jobs()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code, asset.is_valid) == ("ready", "", True)


def test_a_ready_video_is_not_tried_again(student: User, ready_asset: MakeAsset) -> None:
    with pytest.raises(Refusal) as refusal:
        control.retry(actor=student, asset=ready_asset(student))

    assert refusal.value.code == "nothing_to_retry"


def test_trouble_on_our_side_is_retried_after_a_while(
    student: User,
    real_video: Path,
    make_asset: MakeAsset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asset = make_asset(student, real_video)
    trouble = MediaTrouble(TroubleKind.OUT_OF_MEMORY, "no memory left", "malloc of 9 failed")
    with monkeypatch.context() as patch:
        patch.setattr(makers.media, "probe", _raises(trouble))
        assert run.work_one()

    job = Job.objects.get()
    assert (job.state, job.trouble_count, job.attempt) == (JobState.QUEUED, 1, 1)
    assert job.not_before > timezone.now() + timedelta(seconds=10)
    assert "malloc" in job.log_tail
    assert not run.work_one()

    Job.objects.update(not_before=timezone.now())
    assert run.work_one()
    asset.refresh_from_db()
    assert asset.is_watchable


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (MediaTrouble(TroubleKind.DISK_FULL, "no room", ""), "no space"),
        (OSError(errno.ENOSPC, "No space left on device"), "no space"),
        (StorageTrouble("connection refused"), "isn't responding"),
    ],
)
def test_a_job_waits_until_an_outage_is_over(
    student: User,
    real_video: Path,
    make_asset: MakeAsset,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    away: Exception,
    said: str,
) -> None:
    asset = make_asset(student, real_video)
    with monkeypatch.context() as patch:
        patch.setattr(makers.media, "probe", _raises(away))
        for _ in range(settings.JOB_MAX_ATTEMPTS + 2):
            assert run.work_one()
            assert Job.objects.get().not_before > timezone.now() + timedelta(seconds=10)
            Job.objects.update(not_before=timezone.now())

    asset.refresh_from_db()
    assert (Job.objects.get().trouble_count, asset.processing_status) == (0, AssetState.CHECKING)
    assert said in progress_of(asset)["error"]
    assert run.work_one()
    asset.refresh_from_db()
    assert (asset.is_watchable, asset.reason, asset.error_code) == (True, "", "")


def test_the_longer_an_outage_the_rarer_the_retries_and_not_for_ever(
    student: User, real_video: Path, make_asset: MakeAsset, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_asset(student, real_video)
    monkeypatch.setattr(makers.media, "probe", _raises(StorageTrouble("refused")))
    pauses = []
    for hours in (0, 1, 12):
        Job.objects.update(
            queued_at=timezone.now() - timedelta(hours=hours), not_before=timezone.now()
        )
        assert run.work_one()
        pauses.append(round((Job.objects.get().not_before - timezone.now()).total_seconds()))
    Job.objects.update(queued_at=timezone.now() - leases.MAX_WAIT, not_before=timezone.now())
    assert run.work_one()

    assert pauses == [15, 900, 1800]
    assert Job.objects.get().trouble_count == 1


def test_a_file_that_grows_beyond_its_allowance_is_no_full_disk(
    student: User, real_video: Path, make_asset: MakeAsset, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_asset(student, real_video)
    grows = MediaTrouble(TroubleKind.FILE_TOO_BIG, "ended by signal 25", "No space left on device")
    monkeypatch.setattr(makers.media, "probe", _raises(grows))

    assert run.work_one()

    assert Job.objects.get().trouble_count == 1


def test_trouble_that_stays_ends_with_a_reason(
    student: User,
    real_video: Path,
    make_asset: MakeAsset,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    asset = make_asset(student, real_video)
    trouble = MediaTrouble(TroubleKind.TIMED_OUT, "too slow")
    monkeypatch.setattr(makers.media, "probe", _raises(trouble))

    for _ in range(settings.JOB_MAX_ATTEMPTS):
        assert run.work_one()
        Job.objects.update(not_before=timezone.now())

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code, asset.is_valid) == (
        "failed",
        "trouble",
        True,
    )
    assert "on our side" in asset.reason
    assert not run.work_one()


def test_a_bug_leaves_no_stuck_state(
    student: User, real_video: Path, make_asset: MakeAsset, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = make_asset(student, real_video)
    monkeypatch.setattr(makers.media, "make_first_playable", _raises(KeyError("bug")))

    run.work_one()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == ("failed", "trouble")


def test_a_ladder_that_fails_leaves_what_plays(
    student: User, tall_video: Path, make_asset: MakeAsset, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = make_asset(student, tall_video)
    run.work_one()
    with monkeypatch.context() as patch:
        patch.setattr(makers.media, "make_ladder", _raises(KeyError("bug")))
        run.work_one()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == ("ready", "qualities_missing")
    assert progress_of(asset)["can_retry"] is True

    control.retry(actor=student, asset=asset)
    assert asset.processing_status == AssetState.PLAYABLE
    run.work_one()
    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == ("ready", "")
    assert asset.renditions.count() == 2


def test_a_storage_error_costs_only_an_attempt(
    student: User, real_video: Path, make_asset: MakeAsset, flaky_storage: FlakyStorage
) -> None:
    asset = make_asset(student, real_video)
    for method in ("download_to", "put_file", "move"):
        flaky_storage.failures[method] = 1
        assert run.work_one()
        asset.refresh_from_db()
        assert not asset.is_settled
        Job.objects.update(not_before=timezone.now(), trouble_count=0)

    run.work_one()

    asset.refresh_from_db()
    assert asset.is_watchable
    assert not [key for key in flaky_storage.objects if "/making/" in key]


def test_a_missing_original_is_reported(
    student: User, real_video: Path, make_asset: MakeAsset, run_jobs: RunJobs
) -> None:
    asset = make_asset(student, real_video)
    get_storage().delete(asset.original_key)

    run_jobs()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == ("failed", "original_missing")
    with pytest.raises(Refusal) as refusal:
        control.retry(actor=student, asset=asset)
    assert refusal.value.code == "original_missing"


def test_a_worker_that_lost_its_lease_commits_nothing(
    student: User, real_video: Path, make_asset: MakeAsset, settings: Any
) -> None:
    """It slept until its lease expired; another worker finished; then it woke up."""
    asset = make_asset(student, real_video)
    sleeper = leases.claim("sleeper")
    assert sleeper is not None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run.work_one()
    asset.refresh_from_db()
    before = (_files(asset), asset.updated_at, list(asset.renditions.values()))

    with pytest.raises(leases.LeaseLost):
        makers.work_on(sleeper)

    asset.refresh_from_db()
    assert (_files(asset), asset.updated_at, list(asset.renditions.values())) == before
    assert list(Path(settings.VIDEO_SCRATCH).iterdir()) == []


def test_a_stale_token_can_neither_report_nor_fail_nor_postpone(
    student: User, real_video: Path, make_asset: MakeAsset
) -> None:
    make_asset(student, real_video)
    stale = leases.claim("stale")
    assert stale is not None
    Job.objects.update(token=uuid4())

    attempts: list[Callable[[], Any]] = [
        lambda: leases.beat(stale),
        lambda: leases.report(stale, 50),
        lambda: leases.postpone(stale, "late"),
        lambda: leases.committing(stale).__enter__(),
        lambda: leases.failing(stale, "late").__enter__(),
    ]
    for attempt in attempts:
        with pytest.raises(leases.LeaseLost):
            attempt()
    assert Job.objects.get().state == JobState.RUNNING


def test_the_sweep_rings_for_the_job_of_a_killed_worker(
    student: User, real_video: Path, make_asset: MakeAsset, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = make_asset(student, real_video)
    assert leases.claim("killed") is not None
    rings: list[int] = []
    monkeypatch.setattr(enqueue, "ring", lambda *_: rings.append(1))

    tasks.sweep_now()
    assert rings == []
    assert not run.work_one()

    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    tasks.sweep_now()
    assert rings == [1]
    assert run.work_one()
    asset.refresh_from_db()
    assert asset.is_watchable


def test_a_job_that_kills_its_worker_each_time_fails(
    student: User, real_video: Path, make_asset: MakeAsset
) -> None:
    asset = make_asset(student, real_video)
    Job.objects.update(lost_count=leases.MAX_LOSSES)

    run.work_one()

    asset.refresh_from_db()
    assert (asset.processing_status, asset.error_code) == ("failed", "trouble")


def test_the_sweep_enqueues_videos_that_lost_their_job(
    student: User, real_video: Path, make_asset: MakeAsset, run_jobs: RunJobs
) -> None:
    asset = make_asset(student, real_video)
    Job.objects.all().delete()

    tasks.sweep_now()
    run_jobs()

    asset.refresh_from_db()
    assert asset.processing_status == AssetState.READY


def test_scratch_of_killed_workers_is_removed(
    student: User, real_video: Path, make_asset: MakeAsset, settings: Any
) -> None:
    make_asset(student, real_video)
    job = leases.claim("at work")
    assert job is not None
    scratch = Path(settings.VIDEO_SCRATCH)
    (scratch / str(job.token)).mkdir(parents=True)
    (scratch / str(uuid4())).mkdir()

    run.tidy_scratch()

    assert [path.name for path in scratch.iterdir()] == [str(job.token)]


def test_an_asset_deleted_while_it_is_made_leaves_nothing(
    student: User, real_video: Path, make_asset: MakeAsset, settings: Any
) -> None:
    asset = make_asset(student, real_video)
    job = leases.claim("worker")
    assert job is not None
    VideoAsset.objects.all().delete()

    with pytest.raises(leases.LeaseLost):
        makers.work_on(job)

    assert _files(asset) == ["original"]


def test_the_most_urgent_job_goes_first(
    student: User, teacher: User, real_video: Path, ready_asset: MakeAsset, make_asset: MakeAsset
) -> None:
    done = ready_asset(student)
    make_asset(teacher, real_video, video_type=AssetKind.LIBRARY)
    clips.make_clip(actor=student, asset=done, start_ms=0, end_ms=500)
    enqueue.enqueue(JobKind.LADDER, done)
    make_asset(student, real_video)

    order = []
    while job := leases.claim("worker"):
        order.append((job.kind, job.asset.video_type))

    assert order == [
        ("clip", "upload"),
        ("prepare", "upload"),
        ("prepare", "library"),
        ("ladder", "upload"),
    ]


def test_one_worker_stays_free_of_ladders(
    student: User, ready_asset: MakeAsset, settings: Any
) -> None:
    settings.LADDERS_AT_ONCE = 1
    for _ in range(2):
        enqueue.enqueue(JobKind.LADDER, ready_asset(student))

    assert leases.claim("host:1:first") is not None
    assert leases.claim("host:1:second") is None
    Job.objects.filter(state=JobState.RUNNING).update(state=JobState.DONE)
    assert leases.claim("host:1:second") is not None


def test_a_clip_is_cut_to_a_file(student: User, ready_asset: MakeAsset, run_jobs: RunJobs) -> None:
    clip = clips.make_clip(actor=student, asset=ready_asset(student), start_ms=500, end_ms=1500)
    assert not clip.has_file

    run_jobs()

    clip.refresh_from_db()
    assert clip.has_file
    assert clip.processed_at
    assert get_storage().size(clip.storage_key) == clip.size_bytes
    assert clip.storage_key == f"clips/{clip.original_video_id}/{clip.clip_hash}.mp4"


def test_a_clip_that_cannot_be_cut_leaves_its_video_alone(
    student: User, ready_asset: MakeAsset, run_jobs: RunJobs
) -> None:
    asset = ready_asset(student)
    clip = clips.make_clip(actor=student, asset=asset, start_ms=0, end_ms=500)
    for rendition in asset.renditions.all():
        get_storage().delete(rendition.key)

    run_jobs()

    clip.refresh_from_db()
    asset.refresh_from_db()
    assert clip.processing_status == "failed"
    assert asset.processing_status == AssetState.READY


def test_a_job_is_enqueued_once(student: User, ready_asset: MakeAsset) -> None:
    asset = ready_asset(student)

    assert enqueue.enqueue(JobKind.LADDER, asset) == enqueue.enqueue(JobKind.LADDER, asset)


def test_an_unreachable_queue_does_not_fail_the_caller(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tasks, "work", _raises(ConnectionError("redis is away")))

    enqueue.ring()

    assert "the sweep will ring" in caplog.text


def _raises(error: Exception) -> Callable[..., Any]:
    def raise_it(*args: Any, **kwargs: Any) -> Any:
        raise error

    return raise_it
