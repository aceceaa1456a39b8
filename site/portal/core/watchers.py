"""Balancers, Prometheus and containers ask a web server by its address and in plain HTTP.

The host's name and HTTPS are asked for everywhere else; here nothing depends on either.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from portal.core.metrics_access import may_read

HEALTH = "/core/health/"
METRICS = "/metrics/"


class WatchersMiddleware:
    """Stands above CommonMiddleware, which refuses hosts that are not ALLOWED_HOSTS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_watching(request):
            return self.get_response(request)
        match = request.resolver_match = resolve(request.path_info)
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer


def _is_watching(request: HttpRequest) -> bool:
    if request.path_info == METRICS:
        return may_read(request.META)
    return request.path_info in {HEALTH, f"{HEALTH}live/", f"{HEALTH}ready/"}
