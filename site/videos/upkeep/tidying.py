"""Leftovers of ended jobs in the storage: normally removed at once, otherwise here."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from videos.models import Job, JobAttempt, JobKind, JobState, VideoAsset
from videos.storage import get_storage
from videos.worker.workbench import staging_prefix

logger = logging.getLogger(__name__)

AT_ONCE = 100
KEEP_DAYS = 30
KEPT_WHEN_OLD = [JobState.FAILED]


def tidy_ended() -> int:
    """Remove leftovers of killed workers and replaced renditions. Returns the number of jobs."""
    ended = Job.objects.to_tidy().filter(finished_at__lt=timezone.now() - _grace())
    jobs = list(ended.select_related("asset")[:AT_ONCE])
    for job in jobs:
        _tidy(job)
    return len(jobs)


def forget_old() -> int:
    """Delete jobs that succeeded a month ago. Failed ones wait for someone to look at them."""
    long_ago = timezone.now() - timedelta(days=KEEP_DAYS)
    ended = Job.objects.filter(state__in=JobState.ended(), queued_at__lt=long_ago)
    old = ended.exclude(state__in=KEPT_WHEN_OLD).exclude(tidied_at=None)
    pks = list(old.order_by().values_list("pk", flat=True)[:1000])
    JobAttempt.objects.filter(job__in=pks).delete()
    return Job.objects.filter(pk__in=pks).delete()[0]


def _grace() -> timedelta:
    """Long enough that nobody plays a replaced file and no stale attempt still writes."""
    return timedelta(seconds=2 * max(settings.DELIVERY_URL_SECONDS, settings.JOB_LEASE_SECONDS))


def _tidy(job: Job) -> None:
    get_storage().delete_prefix(staging_prefix(job))
    if not _is_at_work(job.asset):
        _remove_unused_renditions(job.asset)
    Job.objects.filter(pk=job.pk, state=job.state).update(tidied_at=timezone.now())


def _is_at_work(asset: VideoAsset) -> bool:
    """Then the end of that job tidies."""
    return asset.jobs.open().exclude(kind__in=[JobKind.CLIP, JobKind.POSTER]).exists()


def _remove_unused_renditions(asset: VideoAsset) -> None:
    used = {rendition.key for rendition in asset.renditions.all()}
    storage = get_storage()
    for found in storage.walk(f"videos/{asset.pk}/renditions/"):
        if found.key not in used:
            logger.info("removed %s, which no row refers to", found.key)
            storage.delete(found.key)
