import pytest
from django.core.exceptions import ValidationError

from core.fields import TimecodeFormField
from courses.models import Passage


def test_timecode_field_shows_and_reads_minutes_and_seconds():
    field = TimecodeFormField()

    assert field.prepare_value(75_250) == "1:15.250"
    assert field.clean("1:15.25") == 75_250
    assert not field.has_changed(75_250, "1:15.250")
    assert field.has_changed(75_250, "nonsense")


def test_timecode_field_says_what_to_enter():
    with pytest.raises(ValidationError, match="such as 1:15"):
        TimecodeFormField().clean("soon")


def test_model_field_makes_that_form_field():
    assert isinstance(Passage._meta.get_field("start_ms").formfield(), TimecodeFormField)
