"""Logs refused requests: one row each, at most one a minute of the same kind."""

from collections.abc import Callable

from django.contrib.messages import ERROR, get_messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.models import User
from audit.people import caller, record_about, record_nobody
from core.shown_path import shown_path

ONCE_IN = 60


class RefusalsMiddleware:
    """Placed above everything that refuses requests, and below what knows the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 401 and "Authorization" in request.headers:
            _token_refused(request)
        elif response.status_code == 403 or _redirected_home(request, response):
            _refused(request)
        return response


def _refused(request: HttpRequest) -> None:
    user, path = request.user, shown_path(request)
    if isinstance(user, User) and _first(f"{user.pk} {request.method} {path}"):
        record_about(user.pk, "accounts.refused", path=path, method=request.method)


def _token_refused(request: HttpRequest) -> None:
    if _first(f"token {caller(request)}"):
        record_nobody(caller(request), "accounts.token_refused")


def _first(what: str) -> bool:
    mark = salted_hmac("practika.refusals", what).hexdigest()[:32]
    return bool(cache.add(f"refused:{mark}", 1, ONCE_IN))


def _redirected_home(request: HttpRequest, response: HttpResponse) -> bool:
    """Wagtail refuses with a redirect to the admin's home and an error message there."""
    if response.status_code != 302 or response["Location"] != reverse("wagtailadmin_home"):
        return False
    queued = getattr(get_messages(request), "_queued_messages", [])
    return any(message.level == ERROR for message in queued)
