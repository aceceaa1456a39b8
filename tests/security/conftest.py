"""The portal that the attacks are tried on."""

from typing import Any

import pytest

from accounts.models import User
from tests.plugins.video import MakeAsset
from tests.security import world as worlds
from tests.security.world import World


@pytest.fixture
def people(
    student: User,
    classmate: User,
    stranger: User,
    teacher: User,
    other_teacher: User,
    editor: User,
    admin: User,
) -> dict[str, User]:
    everyone = (student, classmate, stranger, teacher, other_teacher, editor, admin)
    return dict(zip(worlds.PEOPLE[1:], everyone, strict=True))


@pytest.fixture
def world(ready_asset: MakeAsset, people: dict[str, User], course: Any, exercise: Any) -> World:
    return worlds.build(people, course, exercise, ready_asset)
