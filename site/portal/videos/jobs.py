"""Jobs: the row is the truth, the queue is a doorbell.

    job = claim("worker 1")               one conditional UPDATE wins it: a new token, a lease
    with keeping(job): …                  a thread renews the lease while the work goes on
    report(job, 40)                       progress; raises LeaseLost when another worker has the job
    with committing(job): …               what is written here holds only if the token still stands

A killed worker leaves a lease that runs out; then the next claim takes the job over.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from portal.videos.models import Job, JobKind, JobState, VideoAsset, VideoClip
from portal.videos.models.job import JobQuerySet

logger = logging.getLogger(__name__)

MAX_CLAIMS = 20
"""A job that takes its worker down each time must end; one that was killed thrice must not."""
BACK_OFF_SECONDS = 15


class LeaseLost(Exception):
    """Another worker has this job now, or it is gone: nothing of ours may be committed."""


def enqueue(
    kind: JobKind, asset: VideoAsset, *, clip: VideoClip | None = None, priority: int = 0
) -> Job:
    """The open job of this kind, made if there is none; the bell rings after commit."""
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, asset=asset, clip=clip, priority=priority, not_before=timezone.now()
            )
    except IntegrityError:
        job = Job.objects.open().get(kind=kind, asset=asset, clip=clip)
    transaction.on_commit(ring, robust=True)
    return job


def ring(delay_seconds: float = 0) -> None:
    """Wake a worker. A queue that is away costs a minute, no request: the sweep rings too."""
    from portal.videos import tasks

    try:
        tasks.work.schedule(delay=delay_seconds) if delay_seconds else tasks.work()
    except Exception:
        logger.exception("the queue did not take a doorbell; the sweep will ring")


def claim(worker: str) -> Job | None:
    """The most urgent job that is to be done, now ours."""
    waiting = _waiting().order_by("-priority", "created_at")
    for pk in waiting.values_list("pk", flat=True)[:10]:
        if job := _won(pk, worker):
            return job
    return None


def _waiting() -> JobQuerySet:
    """A ladder takes all cores for minutes; beside one, a worker stays free for new takes."""
    now = timezone.now()
    waiting = Job.objects.claimable(now)
    ladders = Job.objects.filter(kind=JobKind.LADDER, state=JobState.RUNNING, lease_until__gte=now)
    is_busy = ladders.count() >= settings.LADDERS_AT_ONCE
    return waiting.exclude(kind=JobKind.LADDER) if is_busy else waiting


def is_waiting() -> bool:
    return _waiting().exists()


def _won(pk: UUID, worker: str) -> Job | None:
    now, token = timezone.now(), uuid4()
    won = (
        Job.objects.claimable(now)
        .filter(pk=pk)
        .update(
            state=JobState.RUNNING,
            token=token,
            worker=worker,
            attempt=F("attempt") + 1,
            lease_until=now + _lease(),
            heartbeat_at=now,
            percent=0,
        )
    )
    if not won:
        return None
    return Job.objects.select_related("asset", "clip").filter(pk=pk, token=token).first()


def _lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _update_held(job: Job, **values: object) -> None:
    """Write to the job if it is still ours. Raises LeaseLost."""
    if not Job.objects.held(job).update(**values):
        raise LeaseLost(str(job))


def beat(job: Job) -> None:
    now = timezone.now()
    _update_held(job, lease_until=now + _lease(), heartbeat_at=now)


@contextmanager
def keeping(job: Job) -> Iterator[None]:
    """Renew the lease thrice in its length, from a thread of its own."""
    done = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(job, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat_until(job: Job, done: threading.Event) -> None:
    try:
        while not done.wait(settings.JOB_LEASE_SECONDS / 3):
            _beat_or_log(job)
    finally:
        connection.close()


def _beat_or_log(job: Job) -> None:
    try:
        beat(job)
    except LeaseLost:
        logger.warning("%s lost its lease; its work will not be committed", job)
    except Exception:
        logger.exception("%s could not renew its lease now", job)


def report(job: Job, percent: int) -> None:
    _update_held(job, percent=max(0, min(percent, 100)))


@contextmanager
def committing(job: Job) -> Iterator[None]:
    """One transaction that ends the job and holds only while its token stands."""
    with transaction.atomic():
        now = timezone.now()
        _update_held(job, state=JobState.DONE, finished_at=now, percent=100, error="")
        yield


@contextmanager
def failing(job: Job, error: str, log_tail: str = "") -> Iterator[None]:
    """The same for a job that ends for good without success."""
    with transaction.atomic():
        now = timezone.now()
        _update_held(
            job, state=JobState.FAILED, finished_at=now, error=error, log_tail=log_tail[-8000:]
        )
        yield


def may_try_again(job: Job) -> bool:
    return job.trouble_count + 1 < settings.JOB_MAX_ATTEMPTS and job.attempt < MAX_CLAIMS


def postpone(job: Job, error: str, log_tail: str = "") -> None:
    """Back to the queue after trouble on our side: 15 s, then 30 s, then 60 s …"""
    wait = BACK_OFF_SECONDS * 2**job.trouble_count
    _update_held(
        job,
        state=JobState.QUEUED,
        not_before=timezone.now() + timedelta(seconds=wait),
        trouble_count=F("trouble_count") + 1,
        error=error,
        log_tail=log_tail[-8000:],
    )
    transaction.on_commit(partial(ring, wait + 1), robust=True)


def ring_for_waiting() -> int:
    """One ring for each job that is to be done, also for those of killed workers; their number."""
    waiting = _waiting().count()
    for _ in range(min(waiting, 50)):
        ring()
    return waiting
