"""The benchmark plays a segment like a player: with the URLs that each response contains."""

from typing import Any

import pytest

from accounts.models import User
from scripts.bench.pages import play_new_segment
from scripts.bench.visits import Visit, Web
from tests import factories


@pytest.mark.django_db(transaction=True)
def test_a_new_segment_plays(
    student: User, exercise: Any, ready_asset: Any, live_server: Any, local_storage: Any
) -> None:
    take = factories.TakeFactory(
        student=student, exercise=exercise, attempt=1, asset=ready_asset(student)
    )
    path = f"/api/v1/clips/{take.pk}/segments/"
    span = {"start_ms": 250, "end_ms": 750}

    play_new_segment(Web(live_server.url), Visit("a segment", student, path, lambda: span))

    assert take.segments.count() == 1
