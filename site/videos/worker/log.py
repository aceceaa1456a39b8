"""Logs and counts the start and the end of a job, and tags all log lines in between."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError

from core import trace
from videos.counters import JOB_SECONDS, JOB_SPEED
from videos.models import Job, JobAttempt, JobKind, Outcome, VideoAsset

logger = logging.getLogger("practika.jobs")


@contextmanager
def log_job(job: Job) -> Iterator[None]:
    facts: dict[str, Any] = {"job_kind": job.kind, "asset_id": str(job.asset_id)}
    with trace.within(trace.job_id, str(job.pk)):
        logger.info("%s begins", job, extra={**facts, "attempt": job.attempt})
        started = time.perf_counter()
        try:
            yield
        finally:
            _log_end(job, time.perf_counter() - started, facts)


def _log_end(job: Job, seconds: float, facts: dict[str, Any]) -> None:
    try:
        outcome, media_seconds = _outcome(job), _media_seconds(job)
    except DatabaseError:
        outcome, media_seconds = "unknown", 0.0  # the job's own error is the one to log
    JOB_SECONDS.labels(job.kind, outcome).observe(seconds)
    facts |= {"outcome": outcome, "duration_ms": round(1000 * seconds)}
    if outcome == Outcome.DONE and media_seconds and seconds:
        ratio = media_seconds / seconds
        JOB_SPEED.labels(job.kind).observe(ratio)
        facts |= {"media_seconds": round(media_seconds, 1), "speed_ratio": round(ratio, 2)}
    logger.info("%s ends: %s", job, outcome, extra=facts)


def _outcome(job: Job) -> str:
    attempt = JobAttempt.objects.filter(job=job.pk, number=job.attempt)
    found = attempt.values_list("outcome", flat=True).first()
    return found or "unknown"


def _media_seconds(job: Job) -> float:
    """Known at the end at the latest: the job itself may have measured it."""
    if job.kind == JobKind.CLIP:
        return job.clip.duration_ms / 1000 if job.clip else 0
    found = VideoAsset.objects.filter(pk=job.asset_id).values_list("duration_ms", flat=True).first()
    return (found or 0) / 1000
