"""The queue at a glance, above the list of jobs."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from portal.videos import workers
from portal.videos.models import Job, JobState, WorkerSign

OF_INTEREST = [JobState.QUEUED, JobState.RUNNING, JobState.FAILED]


@dataclass(frozen=True)
class Summary:
    waiting: int
    running: int
    failed: int
    waits_since: datetime | None
    alive: list[WorkerSign]
    last_sign: datetime | None

    @property
    def is_stuck(self) -> bool:
        return bool(self.waiting and not self.alive)

    @property
    def has_old_code(self) -> bool:
        """Workers that were not started again after an update."""
        return any(sign.version != workers.code_version() for sign in self.alive)


def summary() -> Summary:
    due = Q(state=JobState.QUEUED, not_before__lte=timezone.now())
    counts = Job.objects.filter(state__in=OF_INTEREST).aggregate(
        waiting=Count("pk", filter=Q(state=JobState.QUEUED)),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        failed=Count("pk", filter=Q(state=JobState.FAILED)),
        waits_since=Min("not_before", filter=due),
    )
    signs = list(WorkerSign.objects.order_by("-seen_at")[:100])
    alive = [sign for sign in signs if workers.is_alive(sign)]
    return Summary(**counts, alive=alive, last_sign=signs[0].seen_at if signs else None)
