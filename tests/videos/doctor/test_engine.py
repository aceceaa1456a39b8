"""ffmpeg, the sandbox, the queue and the folders, checked on this machine."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from core.doctor import Finding
from tests.plugins.video import MakeAsset
from videos.doctor import engine, memory, queue, storage
from videos.media import MediaTrouble, Tools, TroubleKind, configure, tools
from videos.models import Job, JobState, WorkerHeartbeat
from videos.worker import heartbeats, makers, run


def levels(findings: Iterator[Finding]) -> list[str]:
    return [finding.level for finding in findings]


@pytest.fixture(autouse=True)
def _same_tools_afterwards() -> Iterator[None]:
    before = tools.current_tools()
    yield
    configure(before)


def test_our_ffmpeg_passes() -> None:
    (finding,) = engine.ffmpeg()

    assert finding.level == "ok"
    assert finding.text.startswith("ffmpeg ")


def test_a_missing_ffmpeg_is_reported() -> None:
    configure(Tools(ffmpeg="/nowhere/ffmpeg", sandbox="off"))

    assert levels(engine.ffmpeg()) == ["fail"]


def test_an_old_ffmpeg_without_encoders_is_reported(tmp_path: Path) -> None:
    old = tmp_path / "ffmpeg"
    old.write_text("#!/bin/sh\necho 'ffmpeg version 3.4.2 Copyright'\n")
    old.chmod(0o755)
    configure(Tools(ffmpeg=str(old), sandbox="off"))

    texts = [finding.text for finding in engine.ffmpeg()]

    assert "3.4.2" in texts[0]
    assert "libx264" in texts[1]
    assert "h264" in texts[2]


def test_the_sandbox_is_tested(settings: Any) -> None:
    settings.MEDIA_SANDBOX = "bwrap"

    assert levels(engine.sandbox_holds()) == ["ok"]


def test_a_sandbox_that_is_off_on_purpose_is_a_note(settings: Any) -> None:
    settings.MEDIA_SANDBOX = "off"
    configure(Tools(sandbox="off"))

    assert levels(engine.sandbox_holds()) == ["note"]


def test_a_sandbox_that_does_not_contain_fails(settings: Any) -> None:
    """As with another program of that name that contains nothing: the test detects it."""
    settings.MEDIA_SANDBOX = "bwrap"
    configure(Tools(sandbox="off"))

    assert levels(engine.sandbox_holds()) == ["fail"]


def test_messages_get_through_the_queue(db: None) -> None:
    assert levels(queue.queue()) == ["ok"]


def test_an_unreachable_queue_is_one_line(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bool:
        raise ConnectionError("refused")

    monkeypatch.setattr(queue, "_round_trip", away)

    assert levels(queue.queue()) == ["fail"]


def test_jobs_that_wait_long_or_failed_are_notes(make_asset: MakeAsset, real_video: Path) -> None:
    make_asset(None, real_video)
    assert levels(queue.queue()) == ["ok", "ok"]

    long_ago = timezone.now() - 2 * queue.SLOW
    Job.objects.update(queued_at=long_ago, not_before=long_ago)
    assert levels(queue.queue()) == ["ok", "note"]

    Job.objects.update(state=JobState.FAILED)
    assert levels(queue.queue()) == ["ok", "note"]


def test_a_worker_must_be_alive(db: None, settings: Any) -> None:
    settings.DEBUG = True
    at_one_desk = levels(queue.worker())
    settings.DEBUG = False
    without = levels(queue.worker())
    heartbeats.beat()

    assert (at_one_desk, without, levels(queue.worker())) == (["note"], ["fail"], ["ok"])


def test_a_worker_of_another_version_is_reported(db: None) -> None:
    heartbeats.beat()
    WorkerHeartbeat.objects.update(version="an older one")

    assert levels(queue.worker()) == ["ok", "note"]


def test_a_worker_with_another_key_is_reported(db: None, settings: Any) -> None:
    heartbeats.beat()
    settings.SECRET_KEY = "another"

    assert levels(queue.worker()) == ["ok", "fail"]
    assert not WorkerHeartbeat.objects.filter(key_digest__in=["", heartbeats.key_digest()]).exists()


def test_a_worker_elsewhere_does_not_see_our_folder(db: None, settings: Any) -> None:
    heartbeats.beat()
    WorkerHeartbeat.objects.update(host="another")
    settings.MEDIA_STORAGE = "local"
    apart = levels(queue.worker())
    settings.MEDIA_STORAGE = "s3"

    assert (apart, levels(queue.worker())) == (["ok", "note"], ["ok"])


def test_the_local_folders_are_checked(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_STORAGE, settings.DEBUG = "local", True
    settings.VIDEO_MAX_BYTES = 1024

    assert levels(storage.storage()) == ["ok"]
    assert levels(storage.scratch()) == ["ok"]


def test_another_file_system_is_a_note(settings: Any, tmp_path: Path) -> None:
    """Between the two, an editor's upload is copied instead of moved."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        settings.MEDIA_STORAGE, settings.DEBUG, settings.VIDEO_MAX_BYTES = "local", True, 1024
        settings.FILE_UPLOAD_TEMP_DIR = elsewhere
        assert Path(elsewhere).stat().st_dev != tmp_path.stat().st_dev

        assert levels(storage.storage()) == ["ok", "note"]


def test_bytes_through_python_are_a_note_in_production(settings: Any) -> None:
    settings.MEDIA_STORAGE, settings.DEBUG, settings.VIDEO_MAX_BYTES = "local", False, 1024
    settings.MEDIA_ACCEL = "off"
    without = levels(storage.storage())
    settings.MEDIA_ACCEL = "nginx"

    assert (without, levels(storage.storage())) == (["ok", "note"], ["ok", "ok"])


def test_little_memory_is_a_note(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    levels_of = []
    for free in (memory.EACH_JOB * 64, memory.EACH_JOB // 2):
        monkeypatch.setattr(memory, "available_bytes", lambda free=free: free)
        levels_of += levels(memory.memory())

    assert levels_of == ["ok", "note"]
    monkeypatch.undo()
    assert memory.available_bytes() > 0


def test_attempts_that_ran_out_of_memory_are_a_note(
    make_asset: MakeAsset, real_video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "available_bytes", lambda: memory.EACH_JOB * 64)
    make_asset(None, real_video)
    trouble = MediaTrouble(TroubleKind.OUT_OF_MEMORY, "no memory left")

    def runs_out(*args: object, **kwargs: object) -> None:
        raise trouble

    with monkeypatch.context() as patch:
        patch.setattr(makers.media, "probe", runs_out)
        run.work_one()

    found = list(memory.memory())

    assert [finding.level for finding in found] == ["ok", "note"]
    assert "1 attempts in the last day ran out of memory" in found[1].text
