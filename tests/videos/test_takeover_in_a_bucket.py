"""A takeover on S3 that is killed before and after each of its requests, and done again."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from core.bucket import clients
from tests.plugins.storage import content, put, stored
from videos import tasks
from videos.intake import uploads
from videos.intake.takeover import take_over
from videos.media import MediaRefused, RefusalCode
from videos.models import AssetKind, Upload, VideoAsset
from videos.storage import get_storage
from videos.storage.s3 import copying

MEGABYTE = 1024 * 1024
BODY = os.urandom(5 * MEGABYTE + 1000)
EVENTS = ("before-send.s3", "after-call.s3")


class Killed(BaseException):
    """Like kill -9: none of our handlers may clean up after it."""


@pytest.fixture(params=["rclone_bucket", "moto_bucket"])
def bucket(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    # So that moto's copies go in parts, as those of large files do.
    monkeypatch.setattr(copying, "PIECE_BYTES", 5 * MEGABYTE)
    return request.getfixturevalue(request.param)


@contextmanager
def _at(event: str, number: int) -> Iterator[list[int]]:
    """Simulates a kill at this request; gives the number of requests."""
    count = [0]

    def step(**_: Any) -> None:
        count[0] += 1
        if count[0] == number:
            raise Killed

    both = [clients.server_client().meta.events, clients.patient_client().meta.events]
    for events in both:
        events.register_first(event, step, unique_id="step")
    try:
        yield count
    finally:
        for events in both:
            events.unregister(event, step, unique_id="step")


def _sent(actor: User, part_count: int | None) -> tuple[Upload, list[uploads.Part]]:
    upload = uploads.begin_upload(
        actor=actor,
        kind=AssetKind.UPLOAD,
        filename="take.mp4",
        size_bytes=len(BODY),
        part_count=part_count,
    )
    ticket = uploads.ticket(upload)
    parts, start = ticket.parts or [uploads.Part(1, ticket.url, len(BODY))], 0
    for part in parts:
        assert put(part.url, BODY[start : start + part.size_bytes]) == 200
        start += part.size_bytes
    return upload, parts


def _committed(actor: User, part_count: int | None) -> tuple[VideoAsset, list[uploads.Part]]:
    upload, parts = _sent(actor, part_count)
    return uploads.commit_upload(actor=actor, upload=upload), parts


def _kill(asset: VideoAsset, event: str, number: int) -> bool:
    """False when the takeover has no such step."""
    with _at(event, number) as count, suppress(Killed):
        take_over(asset)
    return count[0] >= number


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("part_count", [None, 2])
def test_a_takeover_that_was_killed_is_done_again(
    student: User, bucket: Any, part_count: int | None, event: str
) -> None:
    killed = 0
    while True:
        asset, _parts = _committed(student, part_count)
        if not _kill(asset, event, killed + 1):
            break
        killed += 1

        take_over(asset)

        assert content(asset.original_key) == BODY
        assert stored("uploads/") == []
        # A killed multipart copy leaves its own parts, which no link can add to: tidy aborts them.
        get_storage().tidy(before=timezone.now() + timedelta(seconds=5))
        assert list(get_storage().begun_uploads()) == []
        assert Upload.objects.get(asset=asset).taken_at
    assert killed >= 4


@pytest.mark.parametrize("part_count", [None, 2])
def test_an_old_link_changes_nothing_that_is_served(
    student: User, bucket: Any, part_count: int | None
) -> None:
    asset, parts = _committed(student, part_count)
    take_over(asset)
    other = os.urandom(parts[0].size_bytes)

    answer = put(parts[0].url, other)

    assert answer in (404, 500)
    take_over(asset)
    assert content(asset.original_key) == BODY


@pytest.mark.parametrize("part_count", [None, 2])
def test_a_commit_ends_the_links_before_the_takeover(
    student: User, bucket: Any, part_count: int | None
) -> None:
    asset, parts = _committed(student, part_count)

    answers = {put(part.url, os.urandom(part.size_bytes)) for part in parts}

    assert answers <= {404, 500}
    take_over(asset)
    assert content(asset.original_key) == BODY


@pytest.mark.parametrize("part_count", [None, 2])
def test_bytes_written_again_before_parts_are_joined_are_refused(
    student: User, bucket: Any, part_count: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "JOINED_AT_ONCE", 0)
    asset, parts = _committed(student, part_count)
    answer = put(parts[0].url, os.urandom(parts[0].size_bytes))
    if answer == 501:  # rclone takes no part twice
        take_over(asset)
        assert content(asset.original_key) == BODY
        return
    assert answer == 200

    with pytest.raises(MediaRefused) as refused:
        take_over(asset)

    assert refused.value.code == RefusalCode.CHANGED
    assert not get_storage().exists(asset.original_key)


@pytest.mark.parametrize("part_count", [None, 2])
def test_a_worker_that_was_thought_dead_replaces_nothing(
    student: User,
    bucket: Any,
    part_count: int | None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """It wakes after another took over, at the worst moment: before its copy. Meanwhile something
    else came to the key, as by a link from before."""
    upload, _parts = _sent(student, part_count)
    (tmp_path / "other").write_bytes(os.urandom(len(BODY)))
    asset = uploads.commit_upload(actor=student, upload=upload)
    real: Callable[..., None] = type(get_storage()).move
    seen: list[str] = []

    def slow(self: Any, source: str, target: str, **condition: Any) -> None:
        if not seen:
            seen.append(source)
            take_over(asset)
            get_storage().put_file(tmp_path / "other", upload.key)
        real(self, source, target, **condition)

    monkeypatch.setattr(type(get_storage()), "move", slow)

    take_over(asset)

    assert content(asset.original_key) == BODY
    assert Upload.objects.to_take_over().count() == 0


@pytest.mark.parametrize("part_count", [None, 2])
def test_uploads_that_wait_for_a_worker_are_not_tidied_away(
    student: User, bucket: Any, part_count: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All workers were down; the first one back cleans up before it works."""
    asset, _parts = _committed(student, part_count)
    monkeypatch.setattr(tasks, "LEFT_BEHIND", timedelta(minutes=-1))
    monkeypatch.setattr(settings, "UPLOAD_KEEP_SECONDS", -60)

    tasks._tidy_storage()

    take_over(asset)
    assert content(asset.original_key) == BODY
