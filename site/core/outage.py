"""When a service the portal needs is down or full: a plain answer, one log line, nothing lost.

    class StorageTrouble(Outage): …          our own errors are kinds of Outage
    outage.register(of_the_bucket)           a function recognises the errors of libraries

People get a page that says what to do, programs get `{"error": {"code": …}}`, and both get
Retry-After. Unknown errors remain an error 500 with a traceback.
"""

import errno
import logging
import sys
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from redis.exceptions import RedisError

from core.seldom import Seldom
from core.shown_path import shown_path

logger = logging.getLogger(__name__)
seldom = Seldom(logger, seconds=10)

RETRY_SECONDS = 10


class Outage(Exception):
    """The fault is ours, not the request's, so a later attempt may work.

    `what` is for the log, `message` for people, `code` for programs.
    """

    what = "a service"
    title: Any = _("Practika will be back in a moment")
    message: Any = _(
        "A service that Practika needs isn't responding right now. Everything you saved or "
        "uploaded before is safe. Please try again in a minute."
    )
    code = "unavailable"
    status = 503


class DatabaseAway(Outage):
    what = "the database"


class NoRoom(Outage):
    what = "the disk"
    title = _("The disk is full")
    message = _(
        "Practika's disk is full, so nothing can be saved right now. Everything you saved or "
        "uploaded before is safe. Please let the person who runs this portal know, and try again "
        "later."
    )
    code = "no_room"
    status = 507


class RedisAway(Outage):
    what = "Redis"


Classifier = Callable[[BaseException], type[Outage] | None]
_classifiers: list[Classifier] = []


def register(classifier: Classifier) -> Classifier:
    """`classifier(error)` returns the kind of outage for a library's error, or None."""
    if classifier not in _classifiers:
        _classifiers.append(classifier)
    return classifier


def kind_of(error: BaseException | None) -> type[Outage] | None:
    """None for everything that is not an outage."""
    if error is None:
        return None
    if isinstance(error, Outage):
        return type(error)
    return next((kind for classify in _classifiers if (kind := classify(error))), None)


@register
def of_the_disk(error: BaseException) -> type[Outage] | None:
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    says_full = isinstance(error, OperationalError) and _says(error, "is full", "No space left")
    return NoRoom if is_full or says_full else None


@register
def of_the_database(error: BaseException) -> type[Outage] | None:
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    # SQLite raises the same error for a missing table: that is a bug, not an outage.
    return None if _says(error, "no such ", "syntax error") else DatabaseAway


@register
def of_redis(error: BaseException) -> type[Outage] | None:
    return RedisAway if isinstance(error, RedisError) else None


def _says(error: BaseException, *words: str) -> bool:
    return any(word in str(error) for word in words)


def note(error: BaseException, kind: type[Outage], asked: str) -> None:
    """Logs the outage for the operator; a thousand failed requests make only a few lines."""
    reason = reason_of(error)
    subject = f"{kind.what} {reason[:60]}"
    seldom.error(subject, "%s does not work (%s); %s", kind.what, reason, asked)


def reason_of(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def answer(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The response instead of an error 500; None if this is not an outage."""
    kind = kind_of(error)
    if error is None or kind is None:
        return None
    note(error, kind, f"{request.method} {shown_path(request)} got {kind.status}")
    response = _worded(request, kind)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    # Logged above in one line; Django would log a traceback for each request.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _worded(request: HttpRequest, kind: type[Outage]) -> HttpResponse:
    accepted = request.headers.get("Accept", "")
    if request.path.startswith("/api/") or "application/json" in accepted:
        error = {"code": kind.code, "message": str(kind.message)}
        return JsonResponse({"error": error}, status=kind.status)
    if "text/html" in accepted:
        words = {"title": kind.title, "message": kind.message, "was_form": request.method == "POST"}
        return HttpResponse(render_to_string("503.html", words), status=kind.status)
    return HttpResponse(str(kind.message), status=kind.status, content_type="text/plain")


class OutageMiddleware:
    """Handles what views raise. Placed last, so that it gets the error first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler500: also for what middlewares raise, such as loading the session or the user."""
    return answer(request, sys.exc_info()[1]) or defaults.server_error(request)
