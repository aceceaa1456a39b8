"""Prometheus counters of the video pipeline, counted as it happens; `metrics` reads the rows."""

from prometheus_client import Counter, Histogram

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
    "Seconds of media processed per second; below 1, a queue of long videos grows.",
    ["kind"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128),
)
STORAGE_SECONDS = Histogram(
    "practika_storage_seconds",
    "Duration of storage operations.",
    ["operation"],
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 120),
)
STORAGE_ERRORS = Counter(
    "practika_storage_errors", "Operations that failed because of the storage.", ["operation"]
)


def count_begun() -> None:
    UPLOADS.labels("begun").inc()


def count_committed(size_bytes: int) -> None:
    UPLOADS.labels("committed").inc()
    UPLOAD_BYTES.inc(size_bytes)
