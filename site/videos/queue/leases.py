"""Who has a job, and how an attempt at it ends.

    job = claim("host:pid:thread")        one conditional UPDATE wins it: a new token, a lease
    with keeping(job, on_lost=stop): …    see `keeping`: a thread renews the lease meanwhile
    report(job, 40)                       progress; raises LeaseLost if the job was taken away
    with committing(job): …               commits only if the token is still current

When a worker is killed, its lease expires and the job goes back to the queue. Cancelling and
handing back clear the token, so an attempt that is still running can write nothing.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Q, Sum
from django.utils import timezone

from videos.models import Job, JobAttempt, JobKind, JobState, Outcome, Urgency
from videos.models.job import JobQuerySet
from videos.queue.bell import ring
from videos.quotas.charges import settle_after_commit

CANDIDATES = 10
BACK_OFF_SECONDS = 15
MAX_LOG_CHARS = 8000

MAX_LOSSES = 6
"""A job that takes its worker down every time must end at some point."""
LOSSES_ENOUGH, LOST_SECONDS_ENOUGH = 3, 3600
"""Enough to end it sooner: a long encode must not keep a machine busy for days."""
CALM_LOSSES, LOSS_PAUSE_SECONDS = 2, 30
"""After that many losses it pauses before each attempt and lets other jobs pass."""

MAX_WAIT = timedelta(days=1)
SHORTEST_PAUSE_SECONDS, MAX_PAUSE_SECONDS = 15, 1800
"""While something a job depends on is down or full: the longer it lasts, the less often we try."""

_HEAVY = Q(kind__in=JobKind.heavy()) | Q(priority=Urgency.AGAIN)
"""What takes all cores for minutes, and what nobody is waiting for."""

_claiming = threading.Lock()


class LeaseLost(Exception):
    """The job went to another worker, was cancelled, or is gone: we may commit nothing."""


def claim(worker: str) -> Job | None:
    """The next job in turn, now ours. `worker` is `host:pid:thread`."""
    take_back_abandoned()
    with _claiming:
        while candidates := _candidates(worker):
            for pk in candidates:
                if job := _won(pk, worker):
                    return job
    return None


def is_waiting(worker: str) -> bool:
    """Whether this worker would get a job."""
    return _open_to(worker).exists()


def take_back_abandoned() -> int:
    """Put jobs of killed workers back into the queue. Returns their number."""
    abandoned = Job.objects.abandoned(timezone.now())
    return sum(_take_back(job) for job in abandoned[:50])


def _candidates(worker: str) -> list[UUID]:
    return list(_open_to(worker).in_turn().values_list("pk", flat=True)[:CANDIDATES])


def _open_to(worker: str) -> JobQuerySet:
    """Heavy jobs use all cores for minutes; meanwhile other threads stay free for new takes."""
    waiting = Job.objects.claimable(timezone.now())
    process = worker.rpartition(":")[0]
    of_process = Job.objects.running().filter(worker__startswith=f"{process}:")
    if of_process.filter(_HEAVY).count() >= settings.LADDERS_AT_ONCE:
        return waiting.exclude(_HEAVY)
    return waiting


def _won(pk: UUID, worker: str) -> Job | None:
    now, token = timezone.now(), uuid4()
    with transaction.atomic():
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
        job = Job.objects.select_related("asset", "clip").get(pk=pk, token=token)
        JobAttempt.objects.create(job=job, number=job.attempt, worker=worker, started_at=now)
    return job


def _lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _take_back(job: Job) -> bool:
    """Its attempt counts as lost from its last heartbeat."""
    seen = job.heartbeat_at or timezone.now()
    pause = _pause_after_loss(job.lost_count + 1)
    still_lost = Job.objects.held(job).abandoned(timezone.now())
    with transaction.atomic():
        taken = still_lost.update(
            state=JobState.QUEUED,
            token=None,
            lost_count=F("lost_count") + 1,
            not_before=timezone.now() + timedelta(seconds=pause),
            error=f"its worker {job.worker} was killed, or sent no heartbeat for too long",
        )
        if taken:
            end_attempt(job, Outcome.LOST, "no heartbeat", at=seen)
            transaction.on_commit(partial(ring, pause), robust=True)
    return bool(taken)


def _pause_after_loss(losses: int) -> float:
    """Random, because when several jobs are lost together, usually one of them is at fault."""
    if losses <= CALM_LOSSES:
        return 0
    wait = LOSS_PAUSE_SECONDS * 2 ** (losses - CALM_LOSSES - 1)
    return float(wait * random.uniform(0.5, 1.5))  # noqa: S311 - no secret


def is_lost_too_often(job: Job) -> bool:
    if job.lost_count >= MAX_LOSSES:
        return True
    return job.lost_count >= LOSSES_ENOUGH and _lost_seconds(job) >= LOST_SECONDS_ENOUGH


def _lost_seconds(job: Job) -> float:
    took = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
    lost = job.attempts.lost_since(job.queued_at).annotate(took=took)
    total: timedelta | None = lost.aggregate(total=Sum("took"))["total"]
    return total.total_seconds() if total else 0


def _update_held(job: Job, **values: object) -> None:
    """Write to the job if it is still ours. Raises LeaseLost."""
    if not Job.objects.held(job).update(**values):
        raise LeaseLost(str(job))


def beat(job: Job) -> None:
    now = timezone.now()
    _update_held(job, lease_until=now + _lease(), heartbeat_at=now)


def is_held(job: Job) -> bool:
    return Job.objects.held(job).exists()


def report(job: Job, percent: int) -> None:
    _update_held(job, percent=max(0, min(percent, 100)))


def end_attempt(
    job: Job, outcome: Outcome, detail: str = "", *, at: datetime | None = None
) -> None:
    JobAttempt.objects.running().filter(job=job, number=job.attempt).update(
        ended_at=at or timezone.now(), outcome=outcome, detail=detail[:MAX_LOG_CHARS]
    )


@contextmanager
def committing(job: Job) -> Iterator[None]:
    """One transaction that ends the job and commits only if its token is still current."""
    with transaction.atomic():
        now = timezone.now()
        _update_held(
            job, state=JobState.DONE, finished_at=now, percent=100, error="", queue_group=""
        )
        end_attempt(job, Outcome.DONE)
        settle_after_commit(job.asset_id)
        yield


@contextmanager
def failing(job: Job, error: str, log_tail: str = "") -> Iterator[None]:
    """The same for a job that ends for good without success."""
    with transaction.atomic():
        now = timezone.now()
        _update_held(
            job,
            state=JobState.FAILED,
            finished_at=now,
            queue_group="",
            error=error,
            log_tail=log_tail[-MAX_LOG_CHARS:],
        )
        end_attempt(job, Outcome.FAILED, error)
        yield


@contextmanager
def cancelling(job: Job, error: str) -> Iterator[bool]:
    """The same for a job that is cancelled; False if it had already ended."""
    with transaction.atomic():
        now = timezone.now()
        cancelled = (
            Job.objects.open()
            .filter(pk=job.pk)
            .update(
                state=JobState.CANCELLED, token=None, finished_at=now, queue_group="", error=error
            )
        )
        if cancelled:
            running = JobAttempt.objects.running().filter(job=job)
            running.update(ended_at=now, outcome=Outcome.CANCELLED, detail=error)
        yield bool(cancelled)


def may_try_again(job: Job) -> bool:
    return job.trouble_count + 1 < settings.JOB_MAX_ATTEMPTS


def postpone(job: Job, error: str, log_tail: str = "") -> None:
    """Back to the queue after trouble on our side: 15 s, then 30 s, then 60 s …"""
    wait = BACK_OFF_SECONDS * 2**job.trouble_count
    with transaction.atomic():
        _update_held(
            job,
            state=JobState.QUEUED,
            not_before=timezone.now() + timedelta(seconds=wait),
            trouble_count=F("trouble_count") + 1,
            error=error,
            log_tail=log_tail[-MAX_LOG_CHARS:],
        )
        end_attempt(job, Outcome.TROUBLE, error)
        transaction.on_commit(partial(ring, wait + 1), robust=True)


def may_wait(job: Job) -> bool:
    return timezone.now() - job.queued_at < MAX_WAIT


def wait_out(job: Job, error: str, log_tail: str = "") -> None:
    """Back to the queue during an outage: it is not the job's fault, and does not count as its
    trouble."""
    age = (timezone.now() - job.queued_at).total_seconds()
    pause = min(max(age / 4, SHORTEST_PAUSE_SECONDS), MAX_PAUSE_SECONDS)
    not_before = timezone.now() + timedelta(seconds=pause)
    _update_held(
        job,
        state=JobState.QUEUED,
        not_before=not_before,
        error=error,
        log_tail=log_tail[-MAX_LOG_CHARS:],
    )
    end_attempt(job, Outcome.TROUBLE, error)
    transaction.on_commit(partial(ring, pause + 1), robust=True)


def hand_back(job: Job) -> bool:
    """Back to the queue at once, as this worker stops. Does not count as trouble."""
    with transaction.atomic():
        given = Job.objects.held(job).update(
            state=JobState.QUEUED, token=None, not_before=timezone.now(), percent=0
        )
        if given:
            end_attempt(job, Outcome.HANDED_BACK, "its worker stopped")
            transaction.on_commit(ring, robust=True)
    return bool(given)
