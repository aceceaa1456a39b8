"""Estimates how long work on videos takes here, from recent attempts."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from videos.models import JobAttempt, JobKind, Outcome, VideoAsset

SAMPLES = 30
USUAL = {JobKind.REMAKE: 1.5, JobKind.POSTER: 0.02}
"""Seconds of work per second of video, before anything was measured: roughly, on two cores."""
ALIKE = {
    JobKind.REMAKE: [JobKind.REMAKE, JobKind.LADDER],
    JobKind.POSTER: [JobKind.POSTER],
}
LEAST_SECONDS = 1.0


@dataclass(frozen=True)
class Estimate:
    count: int
    length: timedelta
    work: timedelta


def estimate(kind: JobKind, assets: list[VideoAsset]) -> Estimate:
    """`work` is the time for one worker, one video after another."""
    seconds = [(asset.duration_ms or 0) / 1000 for asset in assets]
    ratio = _ratio(kind)
    work = sum(max(LEAST_SECONDS, length * ratio) for length in seconds)
    return Estimate(len(assets), timedelta(seconds=sum(seconds)), timedelta(seconds=work))


def _ratio(kind: JobKind) -> float:
    done = JobAttempt.objects.filter(outcome=Outcome.DONE, job__kind__in=ALIKE[kind])
    lately = done.exclude(job__asset__duration_ms=None).order_by("-ended_at")
    facts = lately.values_list("started_at", "ended_at", "job__asset__duration_ms")[:SAMPLES]
    ratios = [
        (ended - started).total_seconds() * 1000 / length
        for started, ended, length in facts
        if length and ended
    ]
    return median(ratios) if ratios else USUAL[kind]
