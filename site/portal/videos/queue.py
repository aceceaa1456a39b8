"""Into the queue: which job, in whose turn. The row is the truth, the queue is a doorbell.

Within one urgency groups take turns: a class that sends thirty takes has turns 5, 6, 7 …, and
another teacher's first take joins at turn 5, before the class's second.
"""

import logging
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils import timezone

from portal.videos.models import Job, JobKind, JobState, Urgency, VideoAsset, VideoClip

logger = logging.getLogger(__name__)

MOST_RINGS = 50


def enqueue(
    kind: JobKind,
    asset: VideoAsset,
    *,
    clip: VideoClip | None = None,
    priority: int = Urgency.AGAIN,
) -> Job:
    """The open job of this kind; one that failed is taken up again, else it is made."""
    try:
        with transaction.atomic():
            job = _taken_up_again(kind, asset, clip, priority) or _made(kind, asset, clip, priority)
    except IntegrityError:
        there = Job.objects.open().filter(kind=kind, asset=asset, clip=clip).first()
        if there is None:  # what was in the way has just ended
            return enqueue(kind, asset, clip=clip, priority=priority)
        job = there
    transaction.on_commit(ring, robust=True)
    return job


def ring(delay_seconds: float = 0) -> None:
    """Wake a worker. A queue that is away costs seconds, no request: workers look by themselves."""
    from portal.videos import tasks

    try:
        tasks.work.schedule(delay=delay_seconds) if delay_seconds else tasks.work()
    except Exception:
        logger.exception("the queue did not take a doorbell; the sweep will ring")


def ring_for_waiting() -> int:
    """A ring for each job that is to be done, lost doorbells made good; their number."""
    waiting = Job.objects.claimable(timezone.now()).count()
    for _ in range(min(waiting, MOST_RINGS)):
        ring()
    return waiting


def ahead_of(asset: VideoAsset) -> int | None:
    """How many jobs go before this video is looked at; None when it does not wait for that."""
    job = Job.objects.waiting().filter(asset=asset, kind=JobKind.PREPARE).first()
    return None if job is None else Job.objects.claimable(timezone.now()).before(job).count()


def next_turn(priority: int, group: str) -> int:
    """Beside the first that waits, but never before one's own last."""
    peers = Job.objects.filter(priority=priority)
    now = peers.claimable(timezone.now()).aggregate(turn=Min("turn"))["turn"]
    last = peers.open().filter(queue_group=group).aggregate(turn=Max("turn"))["turn"]
    return max(now or 0, 0 if last is None else last + 1)


def _made(kind: JobKind, asset: VideoAsset, clip: VideoClip | None, priority: int) -> Job:
    return Job.objects.create(kind=kind, asset=asset, clip=clip, **_place(asset, priority))


def _taken_up_again(
    kind: JobKind, asset: VideoAsset, clip: VideoClip | None, priority: int
) -> Job | None:
    """So that the list of failed jobs holds those alone that still need somebody."""
    ended = Job.objects.filter(kind=kind, asset=asset, clip=clip)
    job = ended.filter(state__in=JobState.can_be_retried()).order_by("-queued_at").first()
    if job is None:
        return None
    fresh = {"state": JobState.QUEUED, "trouble_count": 0, "lost_count": 0, "percent": 0}
    emptied = {"error": "", "log_tail": "", "finished_at": None, "tidied_at": None, "token": None}
    place = _place(asset, priority)
    if not ended.filter(pk=job.pk, state=job.state).update(**fresh, **emptied, **place):
        return None
    job.refresh_from_db()
    return job


def _place(asset: VideoAsset, priority: int) -> dict[str, Any]:
    now, group = timezone.now(), asset.group_in_queue
    turn = next_turn(priority, group)
    return {
        "priority": priority,
        "queue_group": group,
        "turn": turn,
        "queued_at": now,
        "not_before": now,
    }
