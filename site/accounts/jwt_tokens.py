"""JWTs for programs: allauth's, each pair bound to a session of its own.

A pair is one more log-in of its person: it is listed under "Where you are logged in", and ends with
whatever ends sessions. Every request asks the database, so an access token is worth nothing a
moment later. A refresh token works once and brings the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.headless import app_settings
from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication
from allauth.headless.internal import sessionkit
from allauth.headless.tokens.strategies.jwt import internal
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from accounts.logins import session_ended
from accounts.models import User


class JWTAuthentication(JWTTokenAuthentication):
    """`Authorization: Bearer …`; `request.auth` is the token's payload."""


@transaction.atomic
def issue(request: HttpRequest, person: User) -> tuple[str, str]:
    """An access token and a refresh token, for somebody who has just proved who they are."""
    with _own_session(request):
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        refresh = internal.create_refresh_token(person, request.session)
        access = internal.create_access_token(person, request.session, {})
        request.session.save()
    return access, refresh


@transaction.atomic
def refresh(token: str) -> tuple[str, str] | None:
    """The next pair; None if the token has been used, has ended or is none of ours."""
    payload = internal.decode_token(token, "refresh")
    if payload is None:
        return None
    # Of two programs with the same token, the second waits here and then finds it used.
    key = internal.session_key_from_sid(payload["sid"])
    list(Session.objects.filter(pk=key).select_for_update().values_list("pk"))
    pair: tuple[str, str] | None = app_settings.TOKEN_STRATEGY.refresh_token(token)
    return pair


@transaction.atomic
def revoke(payload: dict[str, Any], *, person: User) -> None:
    """Ends the session of a token, and so both of its pair."""
    key = internal.session_key_from_sid(payload["sid"])
    Session.objects.filter(pk=key).delete()
    UserSession.objects.filter(session_key=key, user=person).delete()
    session_ended.send(sender=UserSession, person=person)


@contextmanager
def _own_session(request: HttpRequest) -> Iterator[None]:
    """Whoever is logged in with a cookie stays so; their session has nothing to do with this."""
    user, session = request.user, request.session
    request.session = sessionkit.new_session()
    try:
        yield
    finally:
        request.user, request.session = user, session
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
