"""Form and model fields that several apps share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
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


class GigabytesFormField(forms.DecimalField):
    """Shows 2.5 and 100 where a database says 2.50 and 100.00."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class GigabytesField(models.DecimalField[Any, Any]):
    """Zero or more, or empty. A gigabyte has 1024³ bytes, as in every size that we show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = {"max_digits": 9, "decimal_places": 2, "null": True, "blank": True}
        super().__init__(*args, **{**given, "validators": [MinValueValidator(0)], **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": GigabytesFormField, "min_value": 0, **kwargs})
