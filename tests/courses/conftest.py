from typing import Any

import pytest
from django.core.cache import cache

from tests import factories


@pytest.fixture(autouse=True)
def _no_memories() -> None:
    """Wagtail caches pictures' sizes and sites' paths, which a rollback doesn't undo."""
    cache.clear()


@pytest.fixture
def as_teacher(client: Any, teacher: Any) -> Any:
    client.force_login(teacher)
    return client


@pytest.fixture
def as_student(client: Any, student: Any) -> Any:
    client.force_login(student)
    return client


@pytest.fixture
def demo_video(teacher: Any) -> Any:
    """A watchable video of ten seconds in the teacher's library."""
    return factories.LibraryVideoFactory(title="Long bows, demo", uploaded_by_user=teacher)


@pytest.fixture
def lesson(exercise: Any) -> Any:
    return exercise.get_parent().specific
