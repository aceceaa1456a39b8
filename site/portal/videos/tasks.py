"""The doorbell and the sweep. Tasks carry nothing: what is to be done stands in the rows."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from portal.events.bus import dispatch_waiting
from portal.videos import (
    erasure,
    jobs,
    processing,
    queue,
    retention,
    stale_uploads,
    tidying,
    worker,
    workers,
)
from portal.videos.models import Upload
from portal.videos.storage import get_storage

logger = logging.getLogger(__name__)
LEFT_BEHIND = timedelta(days=1)
CLOCKS_DIFFER = timedelta(hours=1)


@db_task()
def work() -> None:
    """Do the next job in turn, whichever one rang; ring again when more are waiting."""
    if worker.work_one() and worker.is_waiting():
        queue.ring()


@db_task()
def erase() -> None:
    """Empty what is promised to go, as long as a task may take; ring again for the rest."""
    if erasure.finish_due() and erasure.is_due():
        erasure.ring()


@db_periodic_task(crontab(minute="*"), priority=100)
def sweep() -> None:
    """Take up what killed workers, lost doorbells and lost people left behind."""
    sweep_now()


def sweep_now() -> None:
    for step in (
        jobs.take_back_abandoned,
        processing.rescue_idle,
        queue.ring_for_waiting,
        stale_uploads.sweep,
        worker.tidy_scratch,
        tidying.tidy_ended,
        tidying.forget_old,
        workers.forget_old,
        _tidy_storage,
        retention.apply,
        erasure.finish_due,
        dispatch_waiting,
    ):
        _run(step)


def _tidy_storage() -> None:
    """Nothing that an upload still waits for, or that waits for a worker."""
    kept = max(LEFT_BEHIND, timedelta(seconds=settings.UPLOAD_KEEP_SECONDS))
    before = timezone.now() - kept
    old = Upload.objects.holding().filter(created_at__lt=before + CLOCKS_DIFFER)
    get_storage().tidy(before=before, keep={upload.key for upload in old})


def _run(step: Callable[[], object]) -> None:
    """One step that fails must not keep the others from running."""
    try:
        step()
    except Exception:
        logger.exception("the sweep could not %s", step.__name__)
