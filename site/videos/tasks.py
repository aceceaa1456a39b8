"""The doorbell and the sweep. Tasks carry no data: what to do is in the database."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from events.bus import dispatch_waiting
from videos.intake import orphans, stale
from videos.models import Upload
from videos.queue import bell, enqueue, leases
from videos.quotas import recount
from videos.storage import get_storage
from videos.upkeep import erasure, retention, tidying
from videos.worker import heartbeats, run

logger = logging.getLogger(__name__)
LEFT_BEHIND = timedelta(days=1)
CLOCKS_DIFFER = timedelta(hours=1)


@db_task()
def work() -> None:
    """Do the next job in turn, whichever one rang; ring again if more are waiting."""
    if run.work_one() and run.is_waiting():
        bell.ring()


@db_task()
def erase() -> None:
    """Erase what is due, for as long as a task may take; ring again for the rest."""
    if erasure.finish_due() and erasure.is_due():
        bell.ring(of=bell.ERASE)


bell.connect(bell.WORK, lambda delay: work.schedule(delay=delay) if delay else work())
bell.connect(bell.ERASE, lambda delay: erase.schedule(delay=delay) if delay else erase())


@db_periodic_task(crontab(minute="*"), priority=100)
def sweep() -> None:
    """Pick up what killed workers, lost doorbells and abandoned uploads left behind."""
    sweep_now()


def sweep_now() -> None:
    for step in (
        leases.take_back_abandoned,
        enqueue.rescue_idle,
        enqueue.ring_for_waiting,
        stale.sweep,
        orphans.remove_orphans,
        run.tidy_scratch,
        tidying.tidy_ended,
        tidying.forget_old,
        heartbeats.forget_old,
        _tidy_storage,
        retention.apply,
        recount.recount_hourly,
        erasure.finish_due,
        dispatch_waiting,
    ):
        _run(step)


def _tidy_storage() -> None:
    """Keeps what an upload or a worker still needs."""
    kept = max(LEFT_BEHIND, timedelta(seconds=settings.UPLOAD_KEEP_SECONDS))
    before = timezone.now() - kept
    old = Upload.objects.holding().filter(created_at__lt=before + CLOCKS_DIFFER)
    get_storage().tidy(before=before, keep={upload.key for upload in old})


def _run(step: Callable[[], object]) -> None:
    """One step that fails must not keep the others from running."""
    try:
        step()
    except Exception:
        logger.exception("the step %s of the sweep failed", step.__name__)
