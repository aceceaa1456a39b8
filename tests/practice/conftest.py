"""Takes whose bytes really are in storage; what they contain matters to the video tests only."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts.models import User
from portal.videos import uploads
from practice import services
from practice.models import PracticeClip
from tests.plugins.storage import put

BYTES = b"0123456789" * 100

Begin = Callable[..., PracticeClip]


def send(clip: PracticeClip, data: bytes = BYTES) -> PracticeClip:
    """PUT the whole file to the take's upload address."""
    assert put(uploads.ticket(clip.asset.upload).url, data) == 200
    return clip


@pytest.fixture
def begin(exercise: Any, student: User) -> Begin:
    """`begin()` starts a take of the student, `begin(sent=True)` with all its bytes."""

    def begin_take(*, actor: User = student, sent: bool = False, **given: Any) -> PracticeClip:
        given = {"filename": "take.mp4", "size_bytes": len(BYTES), **given}
        clip = services.start_take(actor=actor, exercise=exercise, **given)
        return send(clip) if sent else clip

    return begin_take


@pytest.fixture
def limited(exercise: Any) -> Callable[..., Any]:
    """`limited(max_attempts=1)` publishes the exercise with that limit."""

    def limit(**fields: Any) -> Any:
        for name, value in fields.items():
            setattr(exercise, name, value)
        exercise.save_revision().publish()
        exercise.refresh_from_db()
        return exercise

    return limit
