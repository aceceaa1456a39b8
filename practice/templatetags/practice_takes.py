"""How a take's state is worded and coloured."""

from datetime import timedelta

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from practice.models import Take, TakeStatus

register = template.Library()

TONES = {
    TakeStatus.UPLOADING: "warn",
    TakeStatus.SUBMITTED: "info",
    TakeStatus.IN_REVIEW: "warn",
    TakeStatus.ANSWERED: "good",
    TakeStatus.WITHDRAWN: "",
}


@register.filter
def take_state(take: Take) -> str | Promise:
    """The take's state, or its video's while that matters more to the student."""
    if take.is_handed_in and take.asset.has_failed:
        return _("video failed")
    if take.status == TakeStatus.UPLOADING:
        return _("upload not finished")
    if take.status == TakeStatus.SUBMITTED and not take.asset.is_watchable:
        return _("being prepared")
    return take.get_status_display()


@register.filter
def take_tone(take: Take) -> str:
    if take.is_handed_in and take.asset.has_failed:
        return "bad"
    if take.status == TakeStatus.SUBMITTED and not take.asset.is_watchable:
        return "busy"
    return TONES[TakeStatus(take.status)]


@register.filter
def about(span: timedelta) -> str:
    """`3 days`, `5 hours`, `20 minutes`: the largest unit, rounded."""
    minutes = max(round(span.total_seconds() / 60), 1)
    if minutes >= 2 * 24 * 60:
        return ngettext("%d day", "%d days", n := round(minutes / 1440)) % n
    if minutes >= 2 * 60:
        return ngettext("%d hour", "%d hours", n := round(minutes / 60)) % n
    return ngettext("%d minute", "%d minutes", minutes) % minutes
