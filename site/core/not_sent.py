"""Requests that could not be accepted: the response says so and what to do, and loses no text.

The session ended while a form was open, or the person logged in again or in another tab; or the
form's URL was opened without the form, for example by reloading. Django would redirect the first to
the log-in page, where everything typed is lost, and a script would take that page for an answer.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import LOGGED_OUT, STALE_FORM, Refusal, error_body, with_wait

TITLES = {
    "stale": _("This was not sent"),
    "logged_out": _("You have been logged out"),
    "no_form": _("This was not sent"),
    "second_step": _("Set up your second step first"),
    "refused": _("This was not sent"),
}
SECOND_STEP = _("The admin opens once you have set up a second step for your log-in.")
# Fields that the browser or Django put in a form, not its writer.
UNWRITTEN = ("csrfmiddlewaretoken", "next")
SHORTEST_SHOWN = 12
PROSE = ("text",)
"""Fields that are shown however short they are."""


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The CSRF_FAILURE_VIEW; Django logs the reason."""
    if _wants_page(request):
        return _page(request, "stale", status=403)
    return JsonResponse(error_body("stale_form", STALE_FORM), status=403)


def until_second_step(request: HttpRequest) -> HttpResponse:
    """What was sent to the admin by somebody who still has to set up a second step."""
    if is_script(request) or not _wants_page(request):
        return JsonResponse(error_body("second_step_needed", SECOND_STEP), status=403)
    return _page(request, "second_step", status=403)


def refused(request: HttpRequest, refusal: Refusal, *, back: str) -> HttpResponse:
    """A form of ours that a service refused: the sentence, and all that was written."""
    facts = {"refusal": refusal.message, "back": back}
    return with_wait(_page(request, "refused", status=refusal.status, **facts), refusal)


class LoggedOutMiddleware:
    """Replaces redirects to the log-in page that would confuse a script or lose typed text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _asks_to_log_in(request, response):
            return response
        if is_script(request):
            return JsonResponse(error_body("not_authenticated", LOGGED_OUT), status=401)
        if request.method == "POST" and _wants_page(request):
            return _page(request, "logged_out", status=403)
        return response


class OpenedWithoutFormMiddleware:
    """Shows people a page instead of a bare 405, which programs still get."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or not _wants_page(request):
            return response
        page = _page(request, "no_form", status=405)
        page["Allow"] = response["Allow"]
        return page


def _asks_to_log_in(request: HttpRequest, response: HttpResponse) -> bool:
    if response.status_code == 403:  # what Wagtail's admin answers to scripts
        is_xhr = request.headers.get("X-Requested-With") == "XMLHttpRequest"
        return is_xhr and not request.user.is_authenticated
    if response.status_code != 302:
        return False
    to = urlsplit(response["Location"])
    leads_back = parse_qs(to.query).get("next") == [request.get_full_path()]
    return to.path == resolve_url(settings.LOGIN_URL) and leads_back


def is_script(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    return (
        request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or request.headers.get("Sec-Fetch-Dest") == "empty"
        or ("application/json" in accepted and "text/html" not in accepted)
    )


def _wants_page(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _page(request: HttpRequest, kind: str, *, status: int, **facts: Any) -> HttpResponse:
    words = {
        "kind": kind,
        "title": TITLES[kind],
        "back": _came_from(request),
        "log_in": resolve_url(settings.LOGIN_URL),
        "may_be_sent_again": False,
        **_written(request, is_ours=kind == "refused"),
        **facts,
    }
    response = render(request, "not_sent.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _written(request: HttpRequest, *, is_ours: bool = False) -> dict[str, Any]:
    """The form's fields, to show and send again; nothing if another site sent the form."""
    is_ours = is_ours or (request.method == "POST" and bool(_came_from(request)))
    if not is_ours or request.path.startswith("/account/"):
        return {}
    fields = [
        {"name": name, "text": text, "is_shown": name in PROSE or _is_worth_showing(text)}
        for name, texts in request.POST.lists()
        for text in texts
        if name not in UNWRITTEN
    ]
    files = len(request.FILES)
    again = ngettext("Choose the file again.", "Choose the files again.", files) if files else ""
    return {"fields": fields, "may_be_sent_again": bool(fields), "files": again}


def _is_worth_showing(text: Any) -> bool:
    """True for prose, not for ids, numbers and choices."""
    return len(text) >= SHORTEST_SHOWN and " " in text.strip()


def _came_from(request: HttpRequest) -> str:
    """The path of the page that the form was on; empty if it is not one of ours."""
    page = urlsplit(request.headers.get("Referer", ""))
    origin = request.headers.get("Origin", f"{page.scheme}://{page.netloc}")
    is_ours = page.netloc == request.get_host() and urlsplit(origin).netloc == page.netloc
    if not is_ours:
        return ""
    return f"{page.path}?{page.query}" if page.query else page.path
