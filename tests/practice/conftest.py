"""Takes whose bytes really are in storage; only the video tests care what they contain."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from practice import services
from practice.models import Take
from tests.plugins.storage import put
from videos.intake import uploads

BYTES = b"0123456789" * 100

Begin = Callable[..., Take]


def send(take: Take, data: bytes = BYTES) -> Take:
    """PUT the whole file to the take's upload address."""
    assert put(uploads.ticket(take.asset.upload).url, data) == 200
    return take


@pytest.fixture
def begin(exercise: Any, student: User) -> Begin:
    """`begin()` starts a take of the student, `begin(sent=True)` with all its bytes."""

    def begin_take(*, actor: User = student, sent: bool = False, **given: Any) -> Take:
        given = {"filename": "take.mp4", "size_bytes": len(BYTES), **given}
        take = services.start_take(actor=actor, exercise=exercise, **given)
        return send(take) if sent else take

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
