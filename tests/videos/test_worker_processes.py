"""Real worker processes: started as in production, stopped by signals, paused, killed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as site
from django.db import connection
from django.utils import timezone

from accounts.models import User
from scripts.common.waiting import eventually
from tests.plugins.video import MakeAsset
from tests.workers import Worker, processes_with
from videos.models import AssetState, Job, JobState, Outcome, VideoAsset
from videos.storage import get_storage
from videos.worker import heartbeats

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

Start = Callable[..., Worker]
STARTED = "is ready"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`start(WORKER_STOP_SECONDS=1)`: a worker on this test's database and storage."""
    started: list[Worker] = []

    def start_one(**knobs: Any) -> Worker:
        environ = _environ(tmp_path) | {name: str(value) for name, value in knobs.items()}
        worker = Worker(tmp_path / f"worker-{len(started)}.log", environ)
        started.append(worker)
        worker.start()
        assert eventually(lambda: STARTED in worker.text, seconds=60), worker.text
        return worker

    yield start_one
    for worker in started:
        worker.kill()


def _environ(home: Path) -> dict[str, str]:
    return os.environ | {
        "PRACTIKA_HOME": str(home),
        "DATABASE_URL": _database_url(),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "S3_PREFIX": site.S3_PREFIX,
        "QUEUE_NAME": f"test-{home.name}",
        "WORKERS": "1",
    }


def _database_url() -> str:
    """The URL of the test's own database, whatever the environment says."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    who = f"{facts['USER']}:{quote(facts['PASSWORD'], safe='')}"
    return f"postgres://{who}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def _is_at_work() -> bool:
    return Job.objects.filter(state=JobState.RUNNING, percent__gte=6).exists()


def _scratch() -> list[Path]:
    return list(Path(site.VIDEO_SCRATCH).glob("*"))


def test_a_worker_logs_its_setup_and_its_heartbeat(start: Start) -> None:
    worker = start()

    assert f":{worker.pid} is ready: 1 threads" in worker.text
    assert "GB free in" in worker.text
    assert eventually(lambda: heartbeats.alive().exists(), seconds=60)
    assert heartbeats.alive().get().version == heartbeats.code_version()
    worker.signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert not heartbeats.alive().exists()


def test_short_jobs_are_finished(
    start: Start, student: User, real_video: Path, make_asset: MakeAsset
) -> None:
    asset = make_asset(student, real_video)
    worker = start(WORKER_STOP_SECONDS=60)
    assert eventually(lambda: Job.objects.running().exists(), seconds=60), worker.text

    worker.signal(signal.SIGTERM)

    assert worker.wait(60) == 0
    asset.refresh_from_db()
    assert asset.processing_status == AssetState.READY
    assert Job.objects.get().attempts.get().outcome == Outcome.DONE


def test_long_jobs_are_handed_back_at_once(
    start: Start, student: User, long_video: Path, make_asset: MakeAsset, tmp_path: Path
) -> None:
    asset = make_asset(student, long_video, mime_type="video/x-matroska")
    worker = start(WORKER_STOP_SECONDS=1)
    assert eventually(_is_at_work, seconds=60), worker.text

    began = time.monotonic()
    worker.signal(signal.SIGTERM)
    assert worker.wait(60) == 0

    assert time.monotonic() - began < 30
    job = Job.objects.get()
    assert (job.state, job.trouble_count, job.lost_count) == (JobState.QUEUED, 0, 0)
    assert job.attempts.get().outcome == Outcome.HANDED_BACK
    assert processes_with(str(tmp_path)) == []
    assert _scratch() == []
    assert [found.key for found in get_storage().walk()] == [asset.original_key]

    other = start()
    assert eventually(lambda: Job.objects.running().exists(), seconds=60), other.text
    assert Job.objects.get().attempt == 2


def test_a_second_signal_hands_back_without_waiting(
    start: Start, student: User, long_video: Path, make_asset: MakeAsset
) -> None:
    make_asset(student, long_video, mime_type="video/x-matroska")
    worker = start(WORKER_STOP_SECONDS=120)
    assert eventually(_is_at_work, seconds=60), worker.text

    worker.signal(signal.SIGINT)
    time.sleep(0.5)
    worker.signal(signal.SIGINT)

    assert worker.wait(60) == 0
    assert Job.objects.get().attempts.get().outcome == Outcome.HANDED_BACK


def test_a_killed_workers_job_is_done_by_another(
    start: Start, student: User, long_video: Path, make_asset: MakeAsset, tmp_path: Path
) -> None:
    make_asset(student, long_video, mime_type="video/x-matroska")
    worker = start(JOB_LEASE_SECONDS=3)
    assert eventually(_is_at_work, seconds=60), worker.text
    token = str(Job.objects.get().token)

    worker.kill()
    assert eventually(lambda: not processes_with(token), seconds=10)
    # A worker looks as it starts, and then once a minute: it must not come before it's lost.
    assert eventually(lambda: Job.objects.abandoned(timezone.now()).exists(), seconds=30)
    start(JOB_LEASE_SECONDS=3)

    assert eventually(lambda: Job.objects.get().attempt == 2, seconds=90)
    job = Job.objects.get()
    assert job.lost_count == 1
    assert job.attempts.get(number=1).outcome == Outcome.LOST


def test_a_worker_without_a_place_to_work_says_so(tmp_path: Path, student: User) -> None:
    (tmp_path / "scratch").write_text("in the way")
    with Worker(tmp_path / "worker.log", _environ(tmp_path)) as worker:
        assert worker.wait(60) == 1
        assert "This worker cannot start: its scratch folder" in worker.text
    assert not VideoAsset.objects.exists()


@pytest.mark.parametrize("kind", ["process", "greenlet"])
def test_workers_are_threads(tmp_path: Path, kind: str, student: User) -> None:
    with Worker(tmp_path / "worker.log", _environ(tmp_path), "-k", kind) as worker:
        assert worker.wait(60) == 1
        assert "Practika's worker only uses threads" in worker.text
