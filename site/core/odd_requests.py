"""Malformed requests, which our own pages never send: refused with a page, never an error 500.

Before anything reads them: text in an invalid encoding, and NUL, which PostgreSQL can't store.
After a view failed on them: numbers too large for a column, and ids that are not UUIDs. Those
address nothing, so the answer is 404. Wagtail's views use them unchecked, in paths and queries.
"""

import logging
import re
from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from core.errors import error_body
from core.odd_headers import has_readable_headers
from core.shown_path import shown_path

logger = logging.getLogger(__name__)

UNREADABLE = _("Your browser sent something that Practika can't read.")
NOTHING_HERE = _("There is nothing here, or you have no access to it.")
# What Python, Django and the databases say about an impossible number or id.
OF_NOTHING = re.compile(
    r"too large to convert|int too (large|big)|out of range|cannot fit|"
    r"Exceeds the limit \(\d+ digits\)|expected a number|invalid literal for int|"
    r"could not convert string to float|cannot convert float|"
    r"badly formed hexadecimal UUID|is not a valid UUID|invalid input syntax|"
    r"NUL \(0x00\)|embedded null|must be an integer|not a valid value for UUID|"
    r"Reverse for .* with (keyword )?arguments|"
    r"OFFSET must not be negative|LIMIT must not be negative|Negative indexing"
)
KINDS = (DataError, OverflowError, ValueError, TypeError, ValidationError, NoReverseMatch)


class OddRequestsMiddleware:
    """Placed above everything that reads a query or a form, below what sets response headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_readable(request):
            # Not yet chosen for this request: it is still that of the thread's last one.
            with translation.override(translation.get_language_from_request(request)):
                return refused(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        said = _words(error) if isinstance(error, KINDS) else ""
        if not OF_NOTHING.search(said) or not _is_odd(request, said):
            return None
        logger.warning(
            "%s %s names nothing that exists: %s",
            request.method,
            shown_path(request),
            error,
        )
        if request.path.startswith("/api/"):
            return JsonResponse(error_body("not_found", NOTHING_HERE), status=404)
        return defaults.page_not_found(request, Http404())


def refused(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Also the handler400."""
    if request.path.startswith("/api/"):
        return JsonResponse(error_body("bad_request", UNREADABLE), status=400)
    return HttpResponse(render_to_string("400.html"), status=400)


def _is_readable(request: HttpRequest) -> bool:
    where = f"{request.META.get('QUERY_STRING', '')}{request.path_info}"
    return has_readable_headers(request) and "\0" not in where and "%00" not in where


MAX_REPR = 200
"""Python's messages quote no more of a text, with invisible characters escaped."""
MANY_DIGITS = re.compile(r"\d{8,}|\d[eE]\d|^-\d|^(inf|nan)$", re.IGNORECASE)


def _is_odd(request: HttpRequest, said: str) -> bool:
    """Whether the request may have caused it; otherwise it is a bug of ours and stays an error."""
    named = request.resolver_match.kwargs.values() if request.resolver_match else ()
    asked = [*map(str, named), *(text for _name, texts in request.GET.lists() for text in texts)]
    if request.method == "POST":
        asked += [text for text in request.POST.values() if isinstance(text, str)]
    return any(_may_cause(text, said) for text in asked)


def _may_cause(text: str, said: str) -> bool:
    if MANY_DIGITS.search(text) or f"'{text}'" in said or f'"{text}"' in said:
        return True
    if repr(text)[:MAX_REPR] in said:
        return True
    return "UUID" in said and not _is_uuid(text)


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error)
