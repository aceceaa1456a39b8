"""Logs and measures every request: who, what, how it ended, how long it took."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject, empty

from core import metrics, trace
from core.shown_path import shown_path

logger = logging.getLogger("practika.access")
HEADER = "X-Request-ID"


class RequestLogMiddleware:
    """Placed first, so that it sees every response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = trace.chosen_request_id(request.headers.get(HEADER, ""))
        with trace.within(trace.request_id, chosen):
            started = time.perf_counter()
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            response[HEADER] = chosen
            metrics.observe_request(request, response, seconds)
            if logger.isEnabledFor(logging.INFO):
                _log_request(request, response, seconds)
        return response


def _log_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    path = shown_path(request)
    facts: dict[str, Any] = {
        "method": request.method,
        "path": path,
        "status": response.status_code,
        "duration_ms": round(1000 * seconds, 1),
        "user_id": _user_id(request),
    }
    logger.info("%s %s %s", request.method, path, response.status_code, extra=facts)


def _user_id(request: HttpRequest) -> str | None:
    """None unless the user was already loaded: a log line must not load a session."""
    user = request.__dict__.get("user")
    if user is None or (isinstance(user, LazyObject) and user._wrapped is empty):
        return None
    return str(user.pk) if user.pk else None
