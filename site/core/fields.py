"""Form and model fields that several apps share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.timecode import format_ms, parse_ms


class TimecodeFormField(forms.CharField):
    """Shows milliseconds as `m:ss.mmm` and reads them back."""

    default_error_messages = {"timecode": _("Enter a time such as 1:15 or 1:15.250.")}

    def prepare_value(self, value: Any) -> Any:
        return format_ms(value, millis=True) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if value in self.empty_values:
            return None
        try:
            return parse_ms(value)
        except ValueError:
            raise ValidationError(self.error_messages["timecode"], code="timecode") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class TimecodeField(models.PositiveIntegerField[Any, Any]):
    """Milliseconds from the start of a video."""

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("min_value", None)
        kwargs.pop("max_value", None)
        kwargs.setdefault("form_class", TimecodeFormField)
        return models.Field.formfield(self, *args, **kwargs)
