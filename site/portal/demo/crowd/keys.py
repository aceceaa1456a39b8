"""Keys and times as the tables hold them, quickly and the same each time."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

YEAR_MINUTES = 365 * 24 * 60


class Chance(random.Random):
    """Random, but the same for the same seed."""

    def key(self) -> str:
        """A UUID as both databases take it."""
        return f"{self.getrandbits(128):032x}"


def dashed(key: str) -> str:
    """As UUIDs are written in JSON."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


class Calendar:
    """Times as text, counted back from the day's first minute."""

    def __init__(self) -> None:
        self.today: datetime = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)

    def ago(self, minutes: float) -> str:
        return f"{self.today - timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}"
