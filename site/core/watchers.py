"""Load balancers, Prometheus and containers reach a web server by its IP address, in plain HTTP.

Everywhere else the host name and HTTPS are enforced; here nothing depends on either.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from core.metrics_access import may_read

HEALTH = "/core/health/"
METRICS = "/metrics/"


class WatchersMiddleware:
    """Placed above CommonMiddleware, which refuses hosts that are not in ALLOWED_HOSTS."""

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
