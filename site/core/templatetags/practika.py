"""Template tags of the portal: times, form fields, and the page's URL with a changed query."""

from datetime import datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import npgettext_lazy

from core.direction import isolated
from core.timecode import format_ms

register = template.Library()

# In some languages the words for "4 days" change in "4 days ago": German says "vor 4 Tagen".
BESIDE_NOW: dict[str, Any] = {
    "year": npgettext_lazy("ago, in", "%(num)d year", "%(num)d years", "num"),
    "month": npgettext_lazy("ago, in", "%(num)d month", "%(num)d months", "num"),
    "week": npgettext_lazy("ago, in", "%(num)d week", "%(num)d weeks", "num"),
    "day": npgettext_lazy("ago, in", "%(num)d day", "%(num)d days", "num"),
    "hour": npgettext_lazy("ago, in", "%(num)d hour", "%(num)d hours", "num"),
    "minute": npgettext_lazy("ago, in", "%(num)d minute", "%(num)d minutes", "num"),
}


register.filter("isolated", isolated)


@register.filter
def timecode(ms: int | None) -> str:
    return format_ms(ms)


@register.filter
def from_now(moment: datetime) -> str:
    """`in 4 days`, `2 hours ago`; <local-time relative> keeps it up to date in the browser."""
    if moment > timezone.now():
        return _("in %(time)s") % {"time": timeuntil(moment, depth=1, time_strings=BESIDE_NOW)}
    return _("%(time)s ago") % {"time": timesince(moment, depth=1, time_strings=BESIDE_NOW)}


@register.filter
def errors_id(form: BaseForm) -> str:
    """The id of a form's error summary; two forms on a page have one each."""
    return f"{form.prefix or 'form'}-errors"


@register.filter
def marked(field: BoundField) -> SafeString:
    """Renders the field. If only the form as a whole is wrong, as after a wrong password, each
    field is marked as invalid. The summary gets the focus.
    """
    form = field.form
    attributes: dict[str, Any] = {}
    if form.errors:
        field.field.widget.attrs.pop("autofocus", None)
    if form.non_field_errors() and len(form.errors) == 1:
        described = [errors_id(form), *(field.aria_describedby or "").split()]
        attributes = {"aria-invalid": "true", "aria-describedby": " ".join(described)}
    return field.as_widget(attrs=attributes)


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """`?page=2&q=bow` with `changes` applied; None removes a key."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = value
    return f"?{query.urlencode()}"
