"""A form that could not be taken: a page that says so and what to do, where Django says nothing.

It was open while its person logged in anew, or in another tab; or its address was opened without
the form, as by the log-in page that leads back to it, or by reloading.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.core.errors import error_body


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The CSRF_FAILURE_VIEW; Django logs the reason."""
    if _wants_page(request):
        return render(request, "not_sent.html", status=403)
    message = _("This page was open for too long. Load it again, then send it once more.")
    return JsonResponse(error_body("stale_form", message), status=403)


class OpenedWithoutFormMiddleware:
    """Programs keep their bare 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or not _wants_page(request):
            return response
        page = render(request, "not_sent.html", status=405)
        page["Allow"] = response["Allow"]
        return page


def _wants_page(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "")
