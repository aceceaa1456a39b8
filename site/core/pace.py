"""Limits how often one person may do one kind of thing, by pages, scripts and API together.

    keep_pace(user, MESSAGES)      raises Refusal("too_fast", …, status=429) above the limit

Counted in the cache, one time window at a time; without a cache nobody is limited.
"""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from core.errors import Refusal

WINDOW = 60


@dataclass(frozen=True)
class Pace:
    """`knob` names the setting with the number per minute; 0 means no limit."""

    name: str
    knob: str
    refusal: Any


MESSAGES = Pace(
    "messages",
    "MESSAGES_A_MINUTE",
    _("You have sent too many messages in one minute. Wait a moment, then send this one again."),
)
SEGMENTS = Pace(
    "segments",
    "SEGMENTS_A_MINUTE",
    _("You have saved too many segments in one minute. Wait a moment, then save this one again."),
)
UPLOADS = Pace(
    "uploads",
    "UPLOADS_A_MINUTE",
    _("You have started too many uploads in one minute. Wait a moment, then try again."),
)
RETRIES = Pace(
    "retries",
    "RETRIES_A_MINUTE",
    _("You have retried too many videos in one minute. Wait a moment, then try again."),
)
SEARCHES = Pace(
    "searches",
    "SEARCHES_A_MINUTE",
    _("You have searched too often in one minute. Wait a moment, then search again."),
)


def keep_pace(actor: Any, pace: Pace) -> None:
    limit = getattr(settings, pace.knob)
    window, gone = divmod(int(time.time()), WINDOW)
    if limit and _count(f"pace.{pace.name}.{actor.pk}.{window}") > limit:
        raise Refusal("too_fast", pace.refusal, status=429, retry_after=WINDOW - gone)


def _count(key: str) -> int:
    cache.add(key, 0, 2 * WINDOW)
    try:
        return int(cache.incr(key))
    except ValueError:  # the cache was cleared in between
        return 1
