"""Metrics of the queue and its workers, read from the database at each scrape."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from core.metrics import from_rows
from videos.models import Job
from videos.worker import heartbeats

BY = ["kind", "priority", "state"]


@from_rows
def queue() -> Iterator[Metric]:
    """Open jobs, how many and how long the oldest has been there."""
    depth = GaugeMetricFamily("practika_jobs", "Open jobs.", labels=BY)
    oldest = GaugeMetricFamily(
        "practika_job_oldest_seconds", "Age of the oldest open job.", labels=BY
    )
    now = timezone.now()
    found = Job.objects.open().order_by().values(*BY).annotate(n=Count("pk"), at=Min("created_at"))
    for row in found:
        labels = [str(row[name]) for name in BY]
        depth.add_metric(labels, row["n"])
        oldest.add_metric(labels, (now - row["at"]).total_seconds())
    yield depth
    yield oldest


@from_rows
def workers_alive() -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "practika_workers_alive", "Worker processes alive.", value=heartbeats.alive().count()
    )
