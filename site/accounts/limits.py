"""How often a password or a code may be tried, by page, API and re-authentication alike.

Failed attempts are counted per account and place (5 in 5 minutes), per account (30 in an hour, to
slow down a distributed attack) and per place (300 in 5 minutes: a whole school shares an IP
address, and one person's typos must not lock the others out). A browser that has logged in to the
account before is a place of its own, so a stranger can't lock people out of their own account.
"""

from collections.abc import Iterator
from math import ceil
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import ngettext

from core import rates

KNOWN_COOKIE = "known_here"
KNOWN_SECONDS = 180 * 24 * 3600
KNOWN_AT_MOST = 8
"""How many people of one shared computer are remembered."""

CODE = "too_many_login_attempts"

locked_out = Signal()
"""`request`, `address`: the first refusal in a minute."""


class Tries:
    """The attempts that one log-in has used; given back if the password or code was right.

    Codes have counts of their own: whoever knows a password may not try codes without end.
    """

    def __init__(self, request: HttpRequest, address: str, *, of_codes: bool = False) -> None:
        self.request, self.address = request, address
        self.kind = "codes" if of_codes else "tries"
        self.used: list[rates.Limit] = []

    def take(self) -> None:
        """Counted before the password is checked, so parallel log-ins get no extra attempts."""
        for limit in _limits(self.request, self.address, self.kind):
            if wait := limit.take():
                self.rollback()
                self._refuse(wait)
            self.used.append(limit)

    def rollback(self) -> None:
        for limit in self.used:
            limit.give_back()
        self.used = []

    def _refuse(self, wait: float) -> None:
        if cache.add(f"{self.kind}:told:{place_of(self.request)}:{_mark(self.address)}", 1, 60):
            locked_out.send(sender=Tries, request=self.request, address=self.address)
        words = sentence(wait) if self.kind == "tries" else sentence_of_codes(wait)
        raise ValidationError(words, code=CODE, params={"wait": ceil(wait)})


def sentence_of_codes(wait: float) -> str:
    minutes = ceil(wait / 60)
    words = ngettext(
        "Too many wrong codes. Try again in %(count)d minute.",
        "Too many wrong codes. Try again in %(count)d minutes.",
        minutes,
    )
    return words % {"count": minutes}


def sentence(wait: float) -> str:
    minutes = ceil(wait / 60)
    words = ngettext(
        "Too many failed attempts. Try again in %(count)d minute, or choose a new password.",
        "Too many failed attempts. Try again in %(count)d minutes, or choose a new password.",
        minutes,
    )
    return words % {"count": minutes}


def forget(request: HttpRequest, address: str) -> None:
    """Somebody has proved they own the mailbox: earlier attempts no longer count."""
    for limit in _limits(request, address, "tries"):
        if limit.key != _of_place(request, "tries").key:
            limit.forget()
    _of_account(address, "tries").forget()


def _limits(request: HttpRequest, address: str, kind: str) -> Iterator[rates.Limit]:
    place, account = place_of(request), _mark(address)
    if known := _known(request).get(account):
        yield rates.limit("logins", f"{kind}:known:{known}:{account}")
        return
    yield rates.limit("logins", f"{kind}:here:{place}:{account}")
    yield _of_account(address, kind)
    yield _of_place(request, kind)


def _of_account(address: str, kind: str) -> rates.Limit:
    return rates.limit("logins_of_account", f"{kind}:of:{_mark(address)}")


def _of_place(request: HttpRequest, kind: str) -> rates.Limit:
    return rates.limit("logins_at_place", f"{kind}:at:{place_of(request)}")


def place_of(request: HttpRequest) -> str:
    """The IP address that our own proxy reports, or the connection's; for IPv6, the network."""
    return str(get_ip(request)).replace(":", ".")


def _mark(address: str) -> str:
    """Keeps e-mail addresses out of cache keys, which can be listed."""
    return salted_hmac("practika.tries", address.lower()).hexdigest()[:32]


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(
            request.COOKIES.get(KNOWN_COOKIE, ""), salt=KNOWN_COOKIE, max_age=KNOWN_SECONDS
        )
    except signing.BadSignature:
        return {}
    return dict(found) if isinstance(found, list) else {}


def is_known(request: HttpRequest, address: str) -> bool:
    """Whether somebody has logged in to this account with this browser before."""
    return _mark(address) in _known(request)


def remember_place(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """Marks this browser as one where the account's owner logs in."""
    known: dict[str, Any] = {_mark(address): get_random_string(16)}
    known |= {key: value for key, value in _known(request).items() if key not in known}
    pairs = list(known.items())[:KNOWN_AT_MOST]
    response.set_cookie(
        KNOWN_COOKIE,
        signing.dumps(pairs, salt=KNOWN_COOKIE),
        max_age=KNOWN_SECONDS,
        path="/account/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
