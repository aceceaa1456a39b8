"""Named people: they mean the same in every test.

teacher made the course; student and classmate are enrolled; stranger has an account and nothing
else; other_teacher teaches elsewhere; editor and admin work in the admin.
"""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache

from courses import kept
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests import factories

pytest_plugins = [
    "tests.plugins.buckets",
    "tests.plugins.database",
    "tests.plugins.once",
    "tests.plugins.queue",
    "tests.plugins.storage",
    "tests.plugins.video",
]


def _person(name: str, *roles: Role) -> User:
    person = factories.UserFactory(email=f"{name}@example.com", first_name=name.capitalize())
    person.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    return person


@pytest.fixture
def teacher(db: None) -> User:
    return _person("teacher", Role.TEACHER)


@pytest.fixture
def other_teacher(db: None) -> User:
    return _person("otherteacher", Role.TEACHER)


@pytest.fixture
def student(db: None) -> User:
    return _person("student", Role.STUDENT)


@pytest.fixture
def classmate(db: None) -> User:
    return _person("classmate", Role.STUDENT)


@pytest.fixture
def stranger(db: None) -> User:
    return _person("stranger", Role.STUDENT)


@pytest.fixture
def editor(db: None) -> User:
    return _person("editor", Role.EDITOR)


@pytest.fixture
def admin(db: None) -> User:
    return _person("admin", Role.ADMIN)


@pytest.fixture
def course(teacher: User, student: User, classmate: User) -> Any:
    course = factories.CourseFactory(title="Violin for beginners", owner=teacher)
    factories.EnrolmentFactory(course=course, user=student)
    factories.EnrolmentFactory(course=course, user=classmate)
    return course


@pytest.fixture
def exercise(course: Any, teacher: User) -> Any:
    module = factories.ModuleFactory(parent=course, title="First position", owner=teacher)
    lesson = factories.LessonFactory(parent=module, title="The bow", owner=teacher)
    return factories.ExerciseFactory(parent=lesson, title="Long bows", owner=teacher)


@pytest.fixture
def take(exercise: Any, student: User) -> Any:
    """The student's handed-in, watchable take (rows only; see `real_video` for real bytes)."""
    return factories.PracticeClipFactory(student=student, exercise=exercise, attempt=1)


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Wrong tries of one test must not lock the people of the next one out.

    Nor may a page of one test be shown to the next one, whose database is another.
    """
    cache.clear()
    kept.forget_all()


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    settings.VIDEO_ROOT = tmp_path / "storage"
    settings.S3_PREFIX = f"{settings.S3_PREFIX}/{uuid4().hex}"
    settings.VIDEO_SCRATCH = tmp_path / "scratch"
    settings.MEDIA_ROOT = str(tmp_path / "media")
