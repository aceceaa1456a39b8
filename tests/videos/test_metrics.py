"""What the video pipeline counts, and what it logs."""

import logging
from typing import Any

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from core.metrics import exposition
from videos.intake.uploads import begin_upload, commit_upload
from videos.models import AssetKind, Job
from videos.storage import StorageTrouble, get_storage
from videos.storage.measured import OPERATIONS, measured


def sample(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def of_rows(name: str) -> dict[tuple[str, ...], float]:
    families = {one.name: one for one in text_string_to_metric_families(exposition().decode())}
    return {tuple(one.labels.values()): one.value for one in families[name].samples}


def test_a_job_is_logged_and_measured(
    student: Any, make_asset: Any, run_jobs: Any, real_video: Any, caplog: Any
) -> None:
    before = sample("practika_job_seconds_count", kind="prepare", outcome="done")
    asset = make_asset(student, real_video)
    job = Job.objects.get(asset=asset)
    with caplog.at_level(logging.INFO, logger="practika.jobs"):
        run_jobs()
    begins, ends = [line for line in caplog.records if line.name == "practika.jobs"][:2]
    assert (begins.job_kind, begins.asset_id, begins.attempt) == ("prepare", str(asset.pk), 1)
    assert begins.getMessage() == f"{job} begins"
    assert (ends.outcome, ends.media_seconds) == ("done", 2.0)
    assert ends.speed_ratio == pytest.approx(2000 / ends.duration_ms, rel=0.05)
    assert sample("practika_job_seconds_count", kind="prepare", outcome="done") == before + 1
    assert sample("practika_transcode_speed_ratio_count", kind="prepare") > 0


def test_a_refused_file_is_logged_as_failed(
    student: Any, make_asset: Any, run_jobs: Any, tmp_path: Any, caplog: Any
) -> None:
    path = tmp_path / "text.mp4"
    path.write_text("no video at all")
    make_asset(student, path)
    with caplog.at_level(logging.INFO, logger="practika.jobs"):
        run_jobs()
    ends = caplog.records[-1]
    assert ends.outcome == "failed"
    assert not hasattr(ends, "speed_ratio")


def test_the_queue_is_read_from_its_rows(student: Any, make_asset: Any, real_video: Any) -> None:
    asset = make_asset(student, real_video)
    job = Job.objects.get(asset=asset)
    labels = ("prepare", str(job.priority), "queued")
    assert of_rows("practika_jobs") == {labels: 1}
    assert 0 <= of_rows("practika_job_oldest_seconds")[labels] < 60
    assert of_rows("practika_workers_alive") == {(): 0}


def test_uploads_are_counted(student: Any, real_video: Any) -> None:
    names = [("practika_uploads_total", {"event": "begun"})]
    names += [
        ("practika_uploads_total", {"event": "committed"}),
        ("practika_upload_bytes_total", {}),
    ]
    before = [sample(name, **labels) for name, labels in names]
    size = real_video.stat().st_size
    upload = begin_upload(
        actor=student, kind=AssetKind.UPLOAD, filename="take.mp4", size_bytes=size
    )
    get_storage().put_file(real_video, upload.key)
    commit_upload(actor=student, upload=upload)
    after = [sample(name, **labels) for name, labels in names]
    assert [new - old for old, new in zip(before, after, strict=True)] == [1, 1, size]


def test_every_operation_of_the_contract_is_measured() -> None:
    assert {"put_file", "download_to", "walk", "delete_prefix"} <= set(OPERATIONS)
    assert "from_settings" not in OPERATIONS


def test_a_measured_storage_is_what_it_was(settings: Any) -> None:
    storage = get_storage()
    before = sample("practika_storage_seconds_count", operation="exists")
    assert storage.exists("videos/none") is False
    assert sample("practika_storage_seconds_count", operation="exists") == before + 1
    assert type(storage).__name__ == settings.VIDEO_STORAGE.rpartition(".")[2]


def test_faults_of_the_storage_are_counted() -> None:
    class Broken:
        def exists(self, key: str) -> bool:
            raise StorageTrouble("the disk is gone")

        def walk(self, prefix: str = "") -> Any:
            yield 1
            raise StorageTrouble("half way")

        def __getattr__(self, name: str) -> Any:
            raise AssertionError(name)

    for name in set(OPERATIONS) - {"exists", "walk"}:
        setattr(Broken, name, lambda self: None)
    storage: Any = measured(Broken)()  # type: ignore[arg-type]
    before = [sample("practika_storage_errors_total", operation=one) for one in ("exists", "walk")]
    with pytest.raises(StorageTrouble):
        storage.exists("key")
    with pytest.raises(StorageTrouble):
        list(storage.walk())
    after = [sample("practika_storage_errors_total", operation=one) for one in ("exists", "walk")]
    assert [new - old for old, new in zip(before, after, strict=True)] == [1, 1]
