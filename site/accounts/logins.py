"""Where a person is logged in: the list of their sessions, and how they end one or all."""

from allauth.core.internal.httpkit import get_client_ip
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User

MAX_AGENT = 200

session_ended = Signal()
"""`person`: they ended one of their sessions from another one."""

SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""By the word that gives it away. In order: an iPhone also says Mac OS X, and Edge says Chrome."""


def sessions_of(person: User) -> QuerySet[UserSession]:
    """Those that still let this person in, the latest first."""
    alive = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=timezone.now()
    )
    rows: QuerySet[UserSession] = UserSession.objects.filter(Exists(alive), user=person)
    return rows.order_by("-created_at", "-pk")


def remember(request: HttpRequest, person: User) -> None:
    """Lists the session of this request; its key changes with each log-in and change of access."""
    address = get_client_ip(request)
    if address is None:  # not a browser: a shell or a test logs somebody in
        return
    if request.session.session_key is None:
        request.session.save()
    agent = request.headers.get("User-Agent", "")[:MAX_AGENT]
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": person, "ip": address, "user_agent": agent},
    )


def stay(request: HttpRequest, person: User) -> None:
    """After a change that ended this person's access everywhere: not in this browser."""
    update_session_auth_hash(request, person)
    remember(request, person)


def forget_ended(person: User) -> None:
    """An address is kept no longer than the session it belongs to."""
    UserSession.objects.filter(user=person).exclude(pk__in=sessions_of(person)).delete()


def forget_all_ended() -> None:
    """Also of people who never come back: their sessions, and from where they had them."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(alive)).delete()


@transaction.atomic
def end_session(*, actor: User, session: UserSession) -> None:
    Session.objects.filter(pk=session.session_key).delete()
    session.delete()
    session_ended.send(sender=UserSession, person=actor)


def end_everywhere(*, actor: User, request: HttpRequest) -> None:
    """Ends every other session, all API tokens and open streams; this browser stays logged in."""
    actor.end_access(everywhere=True)
    stay(request, actor)


def device(agent: str) -> str:
    """In words that its owner knows: "Firefox on Windows"."""
    browser = _first(BROWSERS, agent) or _("Unknown browser")
    system = _first(SYSTEMS, agent)
    return (
        _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
        if system
        else browser
    )


def _first(words: dict[str, str], agent: str) -> str | None:
    return next((name for word, name in words.items() if word in agent), None)
