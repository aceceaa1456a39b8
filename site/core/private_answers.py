"""Personal responses are stored by no cache on the way, and by no browser on a shared computer.

Views that set a cache policy of their own keep it: the bytes of videos, posters and pictures, which
are `private` and expire with the person's access. Static files are served before this.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PERSONAL = ("/account/", "/admin/", "/api/", "/_util/")
# The same for everybody, and loaded by every page of the admin.
NOT_PERSONAL = ("/admin/jsi18n/", "/admin/sprite/", "/api/v1/schema/")
PRIVATE = "private, no-store"


class PrivateAnswersMiddleware:
    """Placed below the static files and above everything that reads sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_personal(request, response) and not _has_a_policy(response):
            response["Cache-Control"] = PRIVATE
        return response


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Judged by the request alone, without loading the user."""
    if request.path.startswith(NOT_PERSONAL):
        return False
    cookie = settings.SESSION_COOKIE_NAME
    return (
        request.path.startswith(PERSONAL)
        or cookie in request.COOKIES
        or cookie in response.cookies
        or "Authorization" in request.headers
    )


def _has_a_policy(response: HttpResponse) -> bool:
    said = {part.strip().partition("=")[0] for part in response.get("Cache-Control", "").split(",")}
    return "private" in said and bool(said & {"no-store", "max-age"})
