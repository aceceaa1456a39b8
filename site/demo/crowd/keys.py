"""Keys and times as the tables store them: fast, and the same every time."""

import random
from datetime import datetime, timedelta

from django.db.models import Max, Model
from django.utils import timezone

YEAR_MINUTES = 365 * 24 * 60


class Chance(random.Random):
    """Random, but the same for the same seed."""

    def key(self) -> str:
        """A UUID as both databases accept it."""
        return f"{self.getrandbits(128):032x}"


class Numbers:
    """The next free keys of every table, counted here instead of queried row by row."""

    def __init__(self) -> None:
        self._next: dict[type[Model], int] = {}

    def next_for(self, model: type[Model]) -> int:
        if model not in self._next:
            highest = model._base_manager.aggregate(highest=Max("pk"))["highest"]
            self._next[model] = (highest or 0) + 1
        number = self._next[model]
        self._next[model] += 1
        return number


def dashed(key: str) -> str:
    """As UUIDs are written in JSON."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


class Calendar:
    """Times as text, counted back from the day's first minute."""

    def __init__(self) -> None:
        self.today: datetime = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)

    def ago(self, minutes: float) -> str:
        return f"{self.today - timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}"
