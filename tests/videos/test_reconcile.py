"""Rows and storage agree again, in both directions, on every storage."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from tests import factories
from tests.plugins.storage import stored
from tests.plugins.video import MakeAsset, RunJobs
from videos.intake import uploads
from videos.models import (
    AssetState,
    ClipState,
    Erasure,
    Job,
    JobKind,
    Rendition,
    VideoAsset,
    VideoClip,
)
from videos.storage import get_storage
from videos.upkeep import erasure
from videos.upkeep.reconcile import Drift, Finding, find, fix, reconcile

Put = Callable[[str, bytes], None]
SOON = timedelta(minutes=10)
STORAGES = ["local_storage", "memory_storage", "rclone_bucket", "moto_bucket"]


@pytest.fixture
def on_each(request: pytest.FixtureRequest) -> None:
    """Which storage, with `on_each_storage`."""
    request.getfixturevalue(request.param)


on_each_storage = pytest.mark.parametrize("on_each", STORAGES, indirect=True)


@pytest.fixture
def put_object(tmp_path: Path) -> Put:
    def put(key: str, body: bytes = b"bytes") -> None:
        path = tmp_path / "put"
        path.write_bytes(body)
        get_storage().put_file(path, key)
        path.unlink()

    return put


def found_now() -> dict[str, str]:
    """key → what is found there if everything counts as old enough."""
    return {one.key: one.drift.code for one in find(before=timezone.now() + SOON)}


def fixed() -> int:
    tally = reconcile(before=timezone.now() + SOON, fixes=True)
    return sum(line.fixed for line in tally.lines.values())


GONE = "11111111-1111-4111-8111-111111111111"


@on_each_storage
def test_objects_without_rows_are_found_and_deleted(
    on_each: None, db: None, put_object: Put, student: User
) -> None:
    asset = factories.AssetFactory(owner=student, has_original=False)
    factories.RenditionFactory(asset=asset, name="360p", size_bytes=5)
    wrong = {
        f"videos/{GONE}/original": "orphan",
        f"clips/{GONE}/{'a' * 64}.mp4": "orphan",
        f"videos/{asset.pk}/renditions/720p.mp4": "stale_rendition",
        f"videos/{asset.pk}/making/{GONE}/{GONE}/x.mp4": "leftover",
        f"videos/{asset.pk}/original": "kept_original",
        f"clips/{asset.pk}/{'b' * 64}.mp4": "orphan_clip",
        f"uploads/{GONE}": "orphan_upload",
    }
    for key in [*wrong, asset.rendition_key("360p")]:
        put_object(key, b"bytes")

    assert found_now() == wrong
    assert fixed() == len(wrong)
    assert stored() == [asset.rendition_key("360p")]
    assert found_now() == {}


@on_each_storage
def test_parts_of_uploads_that_ended_are_aborted(on_each: None, student: User) -> None:
    storage = get_storage()
    storage.begin_parts(f"uploads/{GONE}")
    upload = uploads.begin_upload(
        actor=student, kind="upload", filename="a.mp4", size_bytes=20_000_000, part_count=2
    )

    assert [one.drift for one in find(before=timezone.now() + SOON)] == [Drift.BEGUN_UPLOAD]
    assert fixed() == 1
    assert [one.storage_id for one in storage.begun_uploads()] == [upload.storage_id]


@on_each_storage
def test_a_ready_video_is_as_it_should_be(
    on_each: None, db: None, ready_asset: MakeAsset, student: User
) -> None:
    ready_asset(student)

    assert len(stored()) > 2
    assert found_now() == {}


@on_each_storage
def test_rows_without_objects_are_found(
    on_each: None, db: None, put_object: Put, student: User
) -> None:
    asset = factories.AssetFactory(owner=student, has_poster=True)
    small = factories.RenditionFactory(asset=asset, name="360p", size_bytes=99)
    large = factories.RenditionFactory(asset=asset, name="720p", size_bytes=5)
    put_object(small.key, b"bytes")
    clip = factories.VideoClipFactory(original_video=asset, processing_status="ready")

    assert found_now() == {
        asset.original_key: "original_missing",
        asset.poster_key: "poster_missing",
        small.key: "rendition_size",
        large.key: "rendition_missing",
        clip.storage_key: "clip_missing",
    }


@pytest.fixture
def video(db: None, ready_asset: MakeAsset, student: User) -> VideoAsset:
    """Ready, with real bytes."""
    return ready_asset(student)


def the_rendition(video: VideoAsset) -> Rendition:
    return video.renditions.get()


def test_a_rendition_without_its_file_is_made_again(video: VideoAsset, run_jobs: RunJobs) -> None:
    """The only one: then the video is prepared again."""
    get_storage().delete(the_rendition(video).key)
    assert found_now() == {the_rendition(video).key: "rendition_missing"}

    assert fixed() == 1
    assert Job.objects.open().get().kind == JobKind.PREPARE
    run_jobs()

    video.refresh_from_db()
    assert video.processing_status == AssetState.READY
    assert get_storage().size(the_rendition(video).key) == the_rendition(video).size_bytes
    assert found_now() == {}


def test_complete_renditions_play_while_the_rest_is_made_again(
    video: VideoAsset, run_jobs: RunJobs, put_object: Put
) -> None:
    factories.RenditionFactory(asset=video, name="144p", size_bytes=7)
    put_object(video.rendition_key("144p"), b"short")

    assert fixed() == 1

    video.refresh_from_db()
    assert (video.processing_status, Job.objects.open().get().kind) == ("ready", JobKind.REMAKE)
    run_jobs()
    assert "144p" not in video.renditions.values_list("name", flat=True)


def test_without_the_original_the_remaining_renditions_are_kept(video: VideoAsset) -> None:
    factories.RenditionFactory(asset=video, name="144p", size_bytes=7)
    get_storage().delete(video.original_key)

    assert sorted(found_now().values()) == ["original_missing", "rendition_missing"]
    assert fixed() == 2

    video.refresh_from_db()
    assert (video.processing_status, video.has_original) == (AssetState.READY, False)
    assert video.renditions.count() == 1
    assert found_now() == {}


def test_a_video_without_any_files_says_so(video: VideoAsset) -> None:
    get_storage().delete_prefix(f"videos/{video.pk}/")

    fixed()

    video.refresh_from_db()
    assert (video.processing_status, video.error_code) == ("failed", "original_missing")
    assert not video.can_retry
    assert not Job.objects.open().exists()


def test_a_poster_is_made_again(video: VideoAsset, run_jobs: RunJobs) -> None:
    get_storage().delete(video.poster_key)

    assert fixed() == 1
    video.refresh_from_db()
    assert not video.has_poster
    run_jobs()

    video.refresh_from_db()
    assert video.has_poster
    assert get_storage().exists(video.poster_key)


def test_an_unmarked_poster_is_shown_again(video: VideoAsset) -> None:
    VideoAsset.objects.update(has_poster=False)

    assert fixed() == 1

    video.refresh_from_db()
    assert video.has_poster


@pytest.mark.parametrize("body", [None, b"other bytes"])
def test_a_clip_is_cut_again(
    video: VideoAsset, run_jobs: RunJobs, put_object: Put, body: bytes | None
) -> None:
    clip = factories.VideoClipFactory(
        original_video=video, start_ms=0, end_ms=800, size_bytes=9, processing_status="ready"
    )
    if body:
        put_object(clip.storage_key, body)

    assert fixed() == 1
    assert VideoClip.objects.get().processing_status == ClipState.PENDING
    run_jobs()

    clip.refresh_from_db()
    assert clip.processing_status == ClipState.READY
    assert get_storage().size(clip.storage_key) == clip.size_bytes


def test_unknown_objects_are_reported_and_left(video: VideoAsset, put_object: Put) -> None:
    key = f"videos/{video.pk}/notes.txt"
    put_object(key)

    assert found_now() == {key: "unknown"}
    assert fixed() == 0
    assert get_storage().exists(key)


def test_recent_objects_are_left_alone(db: None, local_storage: None, put_object: Put) -> None:
    put_object(f"videos/{GONE}/original")
    get_storage().begin_parts(f"uploads/{GONE}")

    an_hour_ago = timezone.now() - timedelta(hours=1)

    assert list(find(before=an_hour_ago)) == []


@pytest.mark.parametrize("state", ["queued", "running"])
def test_videos_in_progress_are_left_alone(video: VideoAsset, put_object: Put, state: str) -> None:
    factories.JobFactory(asset=video, kind="remake", state=state)
    put_object(f"videos/{video.pk}/making/{GONE}/{GONE}/x.mp4")
    get_storage().delete(video.poster_key)

    assert found_now() == {}


def test_videos_being_erased_are_left_to_the_sweep(video: VideoAsset) -> None:
    erasure.erase_asset(actor=None, asset=video)
    assert stored()

    assert found_now() == {}


def test_a_worker_that_was_faster_is_not_undone(video: VideoAsset, put_object: Put) -> None:
    """Found missing, but there again before it is fixed."""
    assert not fix(Finding(Drift.POSTER_MISSING, video.poster_key, 0, video.pk))
    assert not Job.objects.exists()


def test_an_orphan_whose_row_came_is_not_deleted(video: VideoAsset) -> None:
    assert not fix(Finding(Drift.ORPHAN, video.original_key, 1, video.pk))
    assert not fix(Finding(Drift.STALE_RENDITION, the_rendition(video).key, 1, video.pk))
    assert not fix(Finding(Drift.KEPT_ORIGINAL, video.original_key, 1, video.pk))
    assert len(stored()) == 3


def run(*options: str) -> tuple[str, int]:
    said = StringIO()
    try:
        call_command("reconcile", "--older-than=-10", *options, stdout=said)
    except SystemExit as end:
        return said.getvalue(), int(str(end.code))
    return said.getvalue(), 0


def test_the_command_reports_and_changes_nothing(video: VideoAsset, put_object: Put) -> None:
    key = f"videos/{GONE}/original"
    put_object(key)

    said, code = run()

    assert code == 1
    assert "objects without a video" in said
    assert f"deletes them: {key}" in said
    assert get_storage().exists(key)


def test_the_command_repairs(video: VideoAsset, put_object: Put) -> None:
    put_object(f"videos/{GONE}/original")

    said, code = run("--repair", "--json")

    found = json.loads(said)["orphan"]
    assert (found["found"], found["bytes"], found["mended"], code) == (1, 5, 1, 0)
    assert run() == ("The storage and the database agree.\n", 0)


def test_a_finished_erasure_is_no_drift(video: VideoAsset) -> None:
    erasure.erase_asset(actor=None, asset=video)
    past = timezone.now() - timedelta(seconds=1)
    Erasure.objects.update(settles_at=past)
    erasure.finish_due()

    assert found_now() == {}


def test_rows_are_read_in_the_same_number_of_queries(
    db: None, student: User, django_assert_num_queries: Any
) -> None:
    for _ in range(40):
        factories.RenditionFactory(asset__owner=student, asset__processing_status="failed")

    with django_assert_num_queries(1 + 16 * 8 + 2):
        list(find(before=timezone.now()))
