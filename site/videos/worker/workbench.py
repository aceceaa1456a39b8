"""One attempt at a job: its scratch folder, uploads in the background, and the one commit."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from videos import media
from videos.models import Job, JobKind, JobState, VideoAsset
from videos.queue import leases
from videos.storage import get_storage
from videos.worker.staging import Staging


@dataclass
class Workbench:
    """One attempt at a job: a scratch folder, and which of its files go to which key."""

    job: Job
    folder: Path
    staging: Staging = field(init=False)
    leaves_bytes: bool = False
    reported_at: float = 0.0

    def __post_init__(self) -> None:
        self.staging = Staging(self.attempt_prefix)

    @property
    def asset(self) -> VideoAsset:
        return self.job.asset

    @property
    def attempt_prefix(self) -> str:
        return f"{self.job_prefix}{self.job.token}/"

    @property
    def job_prefix(self) -> str:
        return staging_prefix(self.job)

    @property
    def is_remake(self) -> bool:
        """Its video is already there, and shows no progress."""
        return self.job.kind in (JobKind.REMAKE, JobKind.POSTER)

    def fetch_original(self) -> Path:
        path = self.folder / "original"
        get_storage().download_to(self.asset.original_key, path)
        return path

    def stage(self, path: Path, key: str) -> None:
        """Uploads in the background; the file must not change any more."""
        self.staging.send(path, key)

    @contextmanager
    def committing(self) -> Iterator[None]:
        """The one transaction that publishes what was made; meanwhile no other attempt can.

        Before it begins, it waits for uploads that are still on their way.
        """
        self.staging.arrived()
        with leases.committing(self.job):
            self.publish_files()
            yield

    def publish_files(self) -> None:
        self.staging.publish()

    def report(self, percent: int, *, at_once: bool = False, **facts: Any) -> None:
        """Show progress, once a second at most. Raises LeaseLost, which ends the encoder too."""
        now = time.monotonic()
        if not at_once and now - self.reported_at < 1:
            return
        self.reported_at = now
        with transaction.atomic():
            leases.report(self.job, percent)
            if not self.is_remake:
                asset = VideoAsset.objects.filter(pk=self.asset.pk)
                asset.update(processing_percent=percent, **facts)

    def progress(self, start: int, end: int) -> Any:
        return lambda fraction: self.report(round(start + (end - start) * min(max(fraction, 0), 1)))


def scratch_of(job: Job) -> Path:
    return Path(settings.VIDEO_SCRATCH) / str(job.token)


def staging_prefix(job: Job) -> str:
    """Where its attempts keep what is not published yet."""
    return f"videos/{job.asset_id}/making/{job.pk}/"


@contextmanager
def workbench(job: Job) -> Iterator[Workbench]:
    """Always removes the scratch folder, and what was staged but not published."""
    folder = scratch_of(job)
    folder.mkdir(parents=True)
    work = Workbench(job, folder)
    try:
        yield work
        get_storage().delete_prefix(work.job_prefix)
        if not work.leaves_bytes:
            Job.objects.filter(pk=job.pk, state=JobState.DONE).update(tidied_at=timezone.now())
    finally:
        work.staging.close()
        shutil.rmtree(folder, ignore_errors=True)
        media.may_work_in(folder)
        get_storage().delete_prefix(work.attempt_prefix)
