"""How often things may be done, by pages, scripts and API together. The table is `settings.RATES`.

    take("posts", user)                       raises Refusal("too_fast", …, status=429) above it
    take("invitations", user, count=12)       all twelve or none
    take("token_requests", "203.0.113.9")     for a place rather than a person
    limit("logins", key).take()               for those who need the parts, such as accounts.limits

A window begins with the first that is counted and ends after its seconds; then all may be done
again. What is refused uses nothing up. Counted in the cache, so with Redis for all processes
together, and without it for each process by itself.
"""

import time
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import Refusal

CODE = "too_fast"
WORDS: dict[str, Any] = {
    "posts": _(
        "You have sent too many messages in one minute. Wait a moment, then send this one again."
    ),
    "segments": _(
        "You have saved too many segments in one minute. Wait a moment, then save this one again."
    ),
    "uploads": _("You have started too many uploads in one minute. Wait a moment, then try again."),
    "retries": _("You have retried too many videos in one minute. Wait a moment, then try again."),
    "searches": _("You have searched too often in one minute. Wait a moment, then search again."),
    "invitations": _("You have sent as many invitations as one person may in an hour."),
    "reports": _("You have reported as much as one person may in an hour."),
    "tokens": _("Too many tokens were issued to you in one minute. Keep using the one you have."),
    "token_requests": _("Too many tokens were asked for from here in one minute."),
    "guests": _("Too many people are joining from here at this moment. Wait a minute, then begin."),
}
WITH_WAIT = ("invitations", "reports", "token_requests")
"""Their sentence is followed by how long to wait."""


@dataclass(frozen=True)
class Limit:
    key: str
    tries: int
    seconds: int

    def take(self, count: int = 1) -> float:
        """Counts them; returns the seconds to wait if that was too many."""
        until = time.time() + self.seconds
        if not cache.add(f"{self.key}:until", until, self.seconds):
            until = cache.get(f"{self.key}:until") or until
        cache.add(self.key, 0, self.seconds)
        try:
            total = cache.incr(self.key, count)
        except ValueError:  # it expired in between
            return 0
        return max(until - time.time(), 1) if total > self.tries else 0

    def give_back(self, count: int = 1) -> None:
        try:
            cache.decr(self.key, count)
        except ValueError:
            return

    def forget(self) -> None:
        cache.delete_many([self.key, f"{self.key}:until"])


def limit(name: str, key: str) -> Limit:
    """A line of the table, with the numbers that its knobs have now."""
    knob, seconds = settings.RATES[name]
    if isinstance(seconds, str):
        seconds = getattr(settings, seconds)
    return Limit(key, getattr(settings, knob), seconds)


def take(name: str, who: Any, count: int = 1) -> None:
    """Counts one more for this person (a user) or place (a text). Refusals: `too_fast`."""
    line = limit(name, f"rate:{name}:{_mark(getattr(who, 'pk', who))}")
    if not line.tries:
        return
    if wait := line.take(count):
        line.give_back(count)
        raise Refusal(CODE, sentence(name, wait), status=429, retry_after=ceil(wait))


def sentence(name: str, wait: float) -> str:
    return f"{WORDS[name]} {_wait_text(wait)}" if name in WITH_WAIT else str(WORDS[name])


def _wait_text(wait: float) -> str:
    minutes = ceil(wait / 60)
    words = ngettext("Try again in %(count)d minute.", "Try again in %(count)d minutes.", minutes)
    return words % {"count": minutes}


def _mark(who: Any) -> str:
    """Keeps ids and addresses out of cache keys, which can be listed."""
    return salted_hmac("practika.rates", str(who)).hexdigest()[:32]
