"""Template tags of the portal: times, and the URL of the current page with one query changed."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from portal.core.timecode import format_ms

register = template.Library()


@register.filter
def timecode(ms: int | None) -> str:
    return format_ms(ms)


@register.filter
def from_now(moment: datetime) -> str:
    """`in 4 days`, `2 hours ago`; <local-time relative> keeps it true in the browser."""
    if moment > timezone.now():
        return _("in %(time)s") % {"time": timeuntil(moment, depth=1)}
    return _("%(time)s ago") % {"time": timesince(moment, depth=1)}


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """`?page=2&q=bow` with `changes` applied; None removes a key."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = value
    return f"?{query.urlencode()}"
