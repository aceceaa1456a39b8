"""The metrics for Prometheus.

    UPLOADS = Counter("practika_uploads", "…", ["event"])     counted in this process as it happens

    @from_rows
    def queue() -> Iterator[Metric]: …                        read from the database at each scrape

Gunicorn's processes share their counts through files (see deploy/gunicorn.conf.py); a worker serves
its own on WORKER_METRICS_PORT. Gauges belong in `from_rows`: a process only knows about itself.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator

from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

logger = logging.getLogger(__name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

REQUEST_SECONDS = Histogram(
    "practika_request_seconds",
    "Time to answer, by route and status; its count is the number of requests.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10, 30),
)

Rows = Callable[[], Iterable[Metric]]
_rows: list[Rows] = []


def from_rows(collect: Rows) -> Rows:
    if collect not in _rows:
        _rows.append(collect)
    return collect


def observe_request(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    method = request.method if request.method in METHODS else "other"
    labels = (str(method), _route(request, response), str(response.status_code))
    REQUEST_SECONDS.labels(*labels).observe(seconds)


def _route(request: HttpRequest, response: HttpResponseBase) -> str:
    """A name from a closed list: the URL's name, or the type of a Wagtail page."""
    match = request.resolver_match
    if match is None:
        return "unresolved"
    page = (getattr(response, "context_data", None) or {}).get("page")
    if match.view_name == "wagtail_serve" and isinstance(page, Model):
        return page._meta.label
    return str(match.view_name or match.route)


class _FromRows(Collector):
    def collect(self) -> Iterator[Metric]:
        for rows in _rows:
            try:
                yield from list(rows())
            except Exception:
                # Some metrics are better than none, above all during an incident.
                logger.exception("no metrics from %s", rows.__name__)


def exposition(*, with_rows: bool = True) -> bytes:
    text = generate_latest(_counted())
    if with_rows:
        rows = CollectorRegistry()
        rows.register(_FromRows())
        text += generate_latest(rows)
    return text


def _counted() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared
