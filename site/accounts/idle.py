"""A session that nobody uses in the admin ends after ADMIN_IDLE_MINUTES; 0 means never.

What counts is what a person does: opening a page of the admin, sending a form, and typing, which
saves drafts. What open pages ask by themselves does not count: polls, and the notices about who
else is editing. Unsent words are kept as at the end of any session, see `core.not_sent`.
"""

import time

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest

from accounts.models import User

SEEN = "admin_seen"
WRITTEN_EVERY = 30
"""Seconds: not every request writes the session."""

NOBODYS = ("/admin/editing-sessions/",)


def end_if_idle(request: HttpRequest, person: User) -> bool:
    """Whether this request came too late; the session is over then."""
    if not settings.ADMIN_IDLE_MINUTES:
        return False
    now, last = time.time(), _last(request, person)
    if now - last > settings.ADMIN_IDLE_MINUTES * 60:
        logout(request)
        return True
    if _is_somebodys(request) and now - request.session.get(SEEN, 0) > WRITTEN_EVERY:
        request.session[SEEN] = int(now)
    return False


def _last(request: HttpRequest, person: User) -> float:
    """Their last act in the admin, or the log-in; sessions of before this was kept begin now."""
    logged_in = [record["at"] for record in get_authentication_records(request, person)]
    known = [*logged_in[-1:], *filter(None, [request.session.get(SEEN)])]
    return max(known, default=time.time())


def _is_somebodys(request: HttpRequest) -> bool:
    if request.path.startswith(NOBODYS):
        return False
    return request.method == "POST" or request.headers.get("Sec-Fetch-Dest", "document") != "empty"
