"""Times are integer milliseconds everywhere; people read and write `m:ss.mmm`."""

import re

MAX_MS = 2**31 - 1
"""The largest number of milliseconds that fits in a column: 24 days."""

_FORM = re.compile(r"^(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d{1,3}))?$", re.ASCII)


def format_ms(ms: int | None, *, millis: bool = False) -> str:
    """`75250` → `1:15` (or `1:15.250`); hours appear if there are any; None is an empty string."""
    if ms is None:
        return ""
    seconds, rest = divmod(max(int(ms), 0), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{rest:03}" if millis else text


def parse_ms(text: str) -> int:
    """`1:15.25`, `75`, `0:01:15` → milliseconds. Raises ValueError for anything else."""
    match = _FORM.match(text.strip())
    if not match:
        raise ValueError(text)
    hours, minutes, seconds, fraction = match.groups()
    if (minutes and int(seconds) > 59) or (hours and int(minutes) > 59):
        raise ValueError(text)
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))
