"""How a take's state reads and looks."""

from datetime import timedelta

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from practice.models import ClipStatus, PracticeClip

register = template.Library()

TONES = {
    ClipStatus.UPLOADING: "warn",
    ClipStatus.SUBMITTED: "info",
    ClipStatus.IN_REVIEW: "warn",
    ClipStatus.ANSWERED: "good",
    ClipStatus.WITHDRAWN: "",
}


@register.filter
def take_state(clip: PracticeClip) -> str | Promise:
    """The take's state, or its video's while that is what the student needs to know."""
    if clip.is_handed_in and clip.asset.has_failed:
        return _("video failed")
    if clip.status == ClipStatus.UPLOADING:
        return _("upload not finished")
    if clip.status == ClipStatus.SUBMITTED and not clip.asset.is_watchable:
        return _("being prepared")
    return clip.get_status_display()


@register.filter
def take_tone(clip: PracticeClip) -> str:
    if clip.is_handed_in and clip.asset.has_failed:
        return "bad"
    if clip.status == ClipStatus.SUBMITTED and not clip.asset.is_watchable:
        return "busy"
    return TONES[ClipStatus(clip.status)]


@register.filter
def about(span: timedelta) -> str:
    """`3 days`, `5 hours`, `20 minutes`: the largest unit, rounded."""
    minutes = max(round(span.total_seconds() / 60), 1)
    if minutes >= 2 * 24 * 60:
        return ngettext("%d day", "%d days", n := round(minutes / 1440)) % n
    if minutes >= 2 * 60:
        return ngettext("%d hour", "%d hours", n := round(minutes / 60)) % n
    return ngettext("%d minute", "%d minutes", minutes) % minutes
