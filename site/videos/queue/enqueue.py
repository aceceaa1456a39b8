"""Enqueueing: which job, in whose turn. The row is the truth, the queue is a doorbell.

Within one urgency groups take turns: a class that sends thirty takes has turns 5, 6, 7 …, and
another teacher's first take joins at turn 5, before the class's second.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils import timezone

from videos.models import (
    AssetKind,
    AssetState,
    Job,
    JobKind,
    JobState,
    Urgency,
    VideoAsset,
    VideoClip,
)
from videos.queue.bell import ring

MAX_RINGS = 50


LADDER_URGENCY = {
    Urgency.TAKE: Urgency.LADDER_OF_TAKE,
    Urgency.REPLY: Urgency.LADDER_OF_REPLY,
    Urgency.LIBRARY: Urgency.LADDER_OF_LIBRARY,
}


def enqueue(
    kind: JobKind,
    asset: VideoAsset,
    *,
    clip: VideoClip | None = None,
    priority: int = Urgency.AGAIN,
) -> Job:
    """The open job of this kind: an existing one, a failed one requeued, or a new one."""
    try:
        with transaction.atomic():
            job = _requeued(kind, asset, clip, priority) or _created(kind, asset, clip, priority)
    except IntegrityError:
        existing = Job.objects.open().filter(kind=kind, asset=asset, clip=clip).first()
        if existing is None:  # the job in the way has just ended
            return enqueue(kind, asset, clip=clip, priority=priority)
        job = existing
    transaction.on_commit(ring, robust=True)
    return job


def first_urgency(asset: VideoAsset) -> Urgency:
    """A student who waits to see their take goes before an editor who fills the library."""
    if asset.video_type == AssetKind.LIBRARY:
        return Urgency.LIBRARY
    return Urgency.REPLY if asset.is_reply else Urgency.TAKE


def prepare_soon(asset: VideoAsset) -> Job:
    return enqueue(JobKind.PREPARE, asset, priority=first_urgency(asset))


def make_ladder_soon(asset: VideoAsset, *, at_most: int = Urgency.CLIP) -> Job:
    """Never more urgent than `at_most`: what could wait to play can wait for its qualities."""
    urgency = LADDER_URGENCY[first_urgency(asset)]
    return enqueue(JobKind.LADDER, asset, priority=min(urgency, at_most))


def cut_soon(clip: VideoClip) -> Job:
    return enqueue(JobKind.CLIP, clip.original_video, clip=clip, priority=Urgency.CLIP)


def remake_soon(asset: VideoAsset) -> Job:
    """Make all qualities again; the old ones play until the new ones are there."""
    return enqueue(JobKind.REMAKE, asset, priority=Urgency.AGAIN)


def draw_poster_soon(asset: VideoAsset) -> Job:
    return enqueue(JobKind.POSTER, asset, priority=Urgency.POSTER)


def ring_for_waiting() -> int:
    """Ring once for each waiting job, in case doorbells were lost. Returns their number."""
    waiting = Job.objects.claimable(timezone.now()).count()
    for _ in range(min(waiting, MAX_RINGS)):
        ring()
    return waiting


def rescue_idle() -> int:
    """Enqueue videos that no job works on, however that happened. Returns their number."""
    makes_watchable = [JobKind.PREPARE, JobKind.LADDER]
    at_work = Job.objects.open().filter(kind__in=makes_watchable).values("asset_id")
    waiting = VideoAsset.objects.filter(processing_status__in=AssetState.in_the_works())
    # Unordered: in the default order, SQLite would walk through every video.
    idle = waiting.exclude(pk__in=at_work).order_by()[:100]
    for asset in idle:
        is_playable = asset.processing_status == AssetState.PLAYABLE
        (make_ladder_soon if is_playable else prepare_soon)(asset)
    return len(idle)


def ahead_of(asset: VideoAsset) -> int | None:
    """How many jobs are ahead of this video's check; None if it is not waiting for one."""
    job = Job.objects.waiting().filter(asset=asset, kind=JobKind.PREPARE).first()
    return None if job is None else Job.objects.claimable(timezone.now()).before(job).count()


def next_turn(priority: int, group: str) -> int:
    """The turn of the first waiting job, but always after the group's own last one."""
    peers = Job.objects.filter(priority=priority)
    now = peers.claimable(timezone.now()).aggregate(turn=Min("turn"))["turn"]
    last = peers.open().filter(queue_group=group).aggregate(turn=Max("turn"))["turn"]
    return max(now or 0, 0 if last is None else last + 1)


def _created(kind: JobKind, asset: VideoAsset, clip: VideoClip | None, priority: int) -> Job:
    return Job.objects.create(kind=kind, asset=asset, clip=clip, **_place(asset, priority))


def _requeued(
    kind: JobKind, asset: VideoAsset, clip: VideoClip | None, priority: int
) -> Job | None:
    """So that the list of failed jobs holds only those that still need someone."""
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
