"""The queue at a glance, above the list of jobs."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from videos.models import Job, JobState, WorkerHeartbeat
from videos.worker import heartbeats

OF_INTEREST = [JobState.QUEUED, JobState.RUNNING, JobState.FAILED]


@dataclass(frozen=True)
class Summary:
    waiting: int
    running: int
    failed: int
    waiting_since: datetime | None
    alive: list[WorkerHeartbeat]
    last_heartbeat: datetime | None

    @property
    def is_stuck(self) -> bool:
        return bool(self.waiting and not self.alive)

    @property
    def has_old_code(self) -> bool:
        """Workers that were not started again after an update."""
        return any(one.version != heartbeats.code_version() for one in self.alive)


def summary() -> Summary:
    due = Q(state=JobState.QUEUED, not_before__lte=timezone.now())
    counts = Job.objects.filter(state__in=OF_INTEREST).aggregate(
        waiting=Count("pk", filter=Q(state=JobState.QUEUED)),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        failed=Count("pk", filter=Q(state=JobState.FAILED)),
        waiting_since=Min("not_before", filter=due),
    )
    latest = list(WorkerHeartbeat.objects.order_by("-seen_at")[:100])
    alive = [one for one in latest if heartbeats.is_alive(one)]
    return Summary(**counts, alive=alive, last_heartbeat=latest[0].seen_at if latest else None)
