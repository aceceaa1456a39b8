"""Forms of practice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import TimecodeFormField


class SegmentForm(forms.Form):
    start_ms = TimecodeFormField(label=_("Start"), help_text=_("Such as 0:12 or 1:03.5."))
    end_ms = TimecodeFormField(label=_("End"))
    label = forms.CharField(label=_("Name"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("start_ms"), given.get("end_ms")
        if start is not None and end is not None and end <= start:
            self.add_error("end_ms", _("A segment must end after it starts."))
        return given
