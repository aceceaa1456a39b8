"""Template tags that every app uses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.templatetags.practika import from_now


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=4, hours=1), "in 4\xa0days"),
        (timedelta(hours=-2, minutes=-5), "2\xa0hours ago"),
        (timedelta(seconds=-5), "0\xa0minutes ago"),
    ],
)
def test_from_now_speaks_of_the_largest_unit(span: timedelta, words: str) -> None:
    assert from_now(timezone.now() + span) == words
