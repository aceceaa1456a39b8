"""Videos as rows: assets with what was made of them, by whom and when, but no bytes."""

import json
from typing import Any

from demo.crowd.keys import Calendar, Chance
from demo.crowd.writing import Writer
from videos.models import (
    AssetKind,
    AssetState,
    Job,
    JobAttempt,
    JobKind,
    JobState,
    Rendition,
    Upload,
    VideoAsset,
)

QUALITIES = (
    ("720p", 1280, 720, 2_500_000),
    ("480p", 854, 480, 1_200_000),
    ("360p", 640, 360, 700_000),
)
SECOND_BYTES = 120_000
JOBS_KEPT_MINUTES = 30 * 24 * 60
"""Successful jobs are deleted after that; failed ones wait for somebody."""


class Videos:
    """Creates assets with renditions, uploads and jobs; `asset` returns the key of one."""

    def __init__(self, write: Writer, chance: Chance, calendar: Calendar) -> None:
        self._chance, self._calendar = chance, calendar
        self._assets = write.into(
            VideoAsset, "id", "owner_id", "video_type", "orig_filename", "duration_ms",
            "processing_status", "processing_percent", "error_code", "created_at", "updated_at",
            mime_type="video/mp4", size_bytes=9_000_000, width=1280, height=720, has_poster=True,
        )  # fmt: skip
        self._renditions = write.into(
            Rendition, "id", "asset_id", "name", "width", "height", "bandwidth",
            "average_bandwidth", "duration_ms", "size_bytes", "index", "created_at",
            codecs="avc1.4d401f,mp4a.40.2", frame_rate=30,
        )  # fmt: skip
        self._uploads = write.into(
            Upload, "id", "asset_id", "expires_at", "committed_at", "taken_at", "closed_at",
            "created_at", "updated_at", size_bytes=9_000_000,
        )  # fmt: skip
        self._jobs = write.into(
            Job, "id", "asset_id", "kind", "state", "created_at", "updated_at", "not_before",
            "queued_at", "finished_at", "tidied_at", "percent", "queue_group",
            attempt=1, worker="worker1:7:Worker-1",
        )  # fmt: skip

        self._attempts = write.into(
            JobAttempt, "id", "job_id", "started_at", "ended_at", "outcome", number=1,
            worker="worker1:7:Worker-1",
        )  # fmt: skip

    def asset(
        self, owner: str, minutes: float, *, state: str, kind: str = AssetKind.UPLOAD, **more: Any
    ) -> tuple[str, int]:
        """The key, and how long it is."""
        key, then = self._chance.key(), self._calendar.ago(minutes)
        length_ms = self._chance.randrange(20_000, 90_000)
        is_whole = state == AssetState.READY
        error = "no_video" if state == AssetState.FAILED else ""
        self._assets.add(
            key, owner, kind, f"take-{length_ms}.mp4", length_ms if is_whole else None,
            state, 100 if is_whole else 0, error, then, then,
        )  # fmt: skip
        if is_whole:
            self._make_renditions(key, length_ms, then)
        self._make_work(key, minutes, state, **more)
        return key, length_ms

    def _make_renditions(self, asset: str, length_ms: int, then: str) -> None:
        index = _index(length_ms)
        for name, width, height, bandwidth in QUALITIES:
            self._renditions.add(
                self._chance.key(), asset, name, width, height, bandwidth, bandwidth * 4 // 5,
                length_ms, length_ms * 120, index, then,
            )  # fmt: skip

    def _make_work(self, asset: str, minutes: float, state: str, group: str = "") -> None:
        begun, later = self._calendar.ago(minutes), self._calendar.ago(minutes - 2)
        is_open = state == AssetState.UPLOADING
        expires = self._calendar.ago(minutes - 24 * 60)
        done = None if is_open else later
        self._uploads.add(self._chance.key(), asset, expires, done, done, done, begun, later)
        is_forgotten = state == AssetState.READY and minutes > JOBS_KEPT_MINUTES
        if is_open or is_forgotten:
            return
        kinds = (
            (JobKind.PREPARE, JobKind.LADDER) if state == AssetState.READY else (JobKind.PREPARE,)
        )
        ended = JobState.DONE if state == AssetState.READY else JobState.FAILED
        for kind in kinds:
            job = self._chance.key()
            self._jobs.add(
                job, asset, kind, ended, begun, later, begun, begun, later, later, 100, group
            )
            self._attempts.add(self._chance.key(), job, begun, later, ended)


def _index(length_ms: int) -> str:
    """One byte range every two seconds, as a real one has."""
    count = -(-length_ms // 2000)
    segments = [[2.0, 800 + n * SECOND_BYTES, SECOND_BYTES] for n in range(count)]
    return json.dumps({"init": [0, 800], "segments": segments})
