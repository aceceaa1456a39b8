import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timecode import format_ms, parse_ms


@pytest.mark.parametrize(
    ("ms", "short", "long"),
    [
        (0, "0:00", "0:00.000"),
        (75_250, "1:15", "1:15.250"),
        (3_600_000, "1:00:00", "1:00:00.000"),
        (None, "", ""),
        (-5, "0:00", "0:00.000"),
    ],
)
def test_format_ms(ms, short, long):
    assert (format_ms(ms), format_ms(ms, millis=True)) == (short, long)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("1:15.25", 75_250),
        ("75", 75_000),
        ("0:01:15", 75_000),
        (" 2,5 ", 2_500),
        ("90:00", 5_400_000),
    ],
)
def test_parse_ms(text, ms):
    assert parse_ms(text) == ms


@pytest.mark.parametrize("text", ["", "1:75", "1:2:75", "abc", "-1", "1.2345", "1:", "٣:١٥x"])
def test_parse_ms_refuses_other_text(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_ms(text)


@given(st.integers(min_value=0, max_value=100 * 3_600_000))
def test_written_times_are_read_back(ms):
    assert parse_ms(format_ms(ms, millis=True)) == ms
