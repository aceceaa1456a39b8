"""Which parts of a file were left out, in sentences for the person who sent it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .tracks import Probe


def notices(found: Probe) -> list[str]:
    return [_in_words(one.kind, one.why, one.count, found) for one in found.left_out]


def notices_of(stored: dict[str, Any]) -> list[str]:
    """Of a stored probe; older ones have no record of what was left out."""
    return notices(Probe.from_json(stored)) if stored.get("left_out") else []


def _in_words(kind: str, why: str, count: int, found: Probe) -> str:
    if kind == "subtitle":
        return _("The subtitles in this file were left out.")
    if kind == "video":
        return _unread_pictures(count) if why == "unreadable" else _more_pictures(count)
    if why != "unreadable":
        return _more_sound(count)
    if found.audio is None:
        return _("The sound of this file can't be read, so the video is silent.")
    return _unread_sound(count)


def _unread_sound(count: int) -> str:
    text = ngettext(
        "The first sound track can't be read; the second was used.",
        "The first %(count)d sound tracks can't be read; the next one was used.",
        count,
    )
    return text % {"count": count}


def _more_sound(count: int) -> str:
    text = ngettext(
        "One more sound track was left out: only one per video is used.",
        "%(count)d more sound tracks were left out: only one per video is used.",
        count,
    )
    return text % {"count": count}


def _unread_pictures(count: int) -> str:
    text = ngettext(
        "The first picture track can't be read; the second was used.",
        "The first %(count)d picture tracks can't be read; the next one was used.",
        count,
    )
    return text % {"count": count}


def _more_pictures(count: int) -> str:
    text = ngettext(
        "One more picture track was left out: only one per video is used.",
        "%(count)d more picture tracks were left out: only one per video is used.",
        count,
    )
    return text % {"count": count}
