"""What the video path tells Prometheus: uploads and storage as they happen, the queue from its
rows, and how fast the worker is."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric

from portal.core.metrics import from_rows
from portal.videos.models import Job

UPLOADS = Counter("practika_uploads", "Uploads begun and committed.", ["event"])
UPLOAD_BYTES = Counter("practika_upload_bytes", "Bytes of committed uploads.")
JOB_SECONDS = Histogram(
    "practika_job_seconds",
    "Time a worker spent on an attempt at a job.",
    ["kind", "outcome"],
    buckets=(0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600),
)
JOB_SPEED = Histogram(
    "practika_transcode_speed_ratio",
    "Seconds of media done in a second by the clock; below 1 a queue of long videos grows.",
    ["kind"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128),
)
STORAGE_SECONDS = Histogram(
    "practika_storage_seconds",
    "Time that the storage took.",
    ["operation"],
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 120),
)
STORAGE_ERRORS = Counter(
    "practika_storage_errors", "Operations in which the storage was at fault.", ["operation"]
)

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
