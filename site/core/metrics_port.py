"""Serves a worker's metrics on a port of its own, as it has no web server."""

import logging
import threading
from collections.abc import Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse

from django.conf import settings
from prometheus_client.exposition import ThreadingWSGIServer

from core.metrics import CONTENT_TYPE, exposition
from core.metrics_access import may_read

logger = logging.getLogger(__name__)
_is_open = threading.Lock()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Scrapes every few seconds are not worth a log line."""


def open_once() -> WSGIServer | None:
    """The server, if a port is set. If the port is in use, only the metrics are missing."""
    if not settings.WORKER_METRICS_PORT or not _is_open.acquire(blocking=False):
        return None
    place = (settings.WORKER_METRICS_HOST, settings.WORKER_METRICS_PORT)
    try:
        server = make_server(*place, answer, ThreadingWSGIServer, _Quiet)
    except OSError as error:
        logger.error(
            "no metrics from this worker: %s:%s cannot be used (%s); "
            "set WORKER_METRICS_PORT to another port",
            *place,
            error,
        )
        return None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    if not may_read(environ):
        start_response("404 Not Found", [])
        return []
    start_response("200 OK", [("Content-Type", CONTENT_TYPE)])
    return [exposition(with_rows=False)]
