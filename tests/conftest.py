"""Named people: they mean the same in every test.

teacher made the course; student and classmate are enrolled; stranger has an account and nothing
else; other_teacher teaches elsewhere; assistant has the role, but no course names them yet; editor
and admin work in the admin.
"""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from courses import kept
from tests import factories
from tests.people import make_person
from tests.rows import Rows

pytest_plugins = [
    "tests.plugins.buckets",
    "tests.plugins.covered",
    "tests.plugins.database",
    "tests.plugins.migrated",
    "tests.plugins.once",
    "tests.plugins.queue",
    "tests.plugins.quick",
    "tests.plugins.storage",
    "tests.plugins.video",
]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: a made picture may hold the time, and names must not change."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def rows() -> Rows:
    return Rows()


@pytest.fixture
def teacher(db: None, rows: Rows) -> Any:
    return make_person(rows, "teacher", Role.TEACHER)


@pytest.fixture
def other_teacher(db: None, rows: Rows) -> Any:
    return make_person(rows, "otherteacher", Role.TEACHER)


@pytest.fixture
def assistant(db: None, rows: Rows) -> Any:
    return make_person(rows, "assistant", Role.ASSISTANT)


@pytest.fixture
def student(db: None, rows: Rows) -> Any:
    return make_person(rows, "student", Role.STUDENT)


@pytest.fixture
def classmate(db: None, rows: Rows) -> Any:
    return make_person(rows, "classmate", Role.STUDENT)


@pytest.fixture
def stranger(db: None, rows: Rows) -> Any:
    return make_person(rows, "stranger", Role.STUDENT)


@pytest.fixture
def editor(db: None, rows: Rows) -> Any:
    return make_person(rows, "editor", Role.EDITOR)


@pytest.fixture
def admin(db: None, rows: Rows) -> Any:
    return make_person(rows, "admin", Role.ADMIN)


@pytest.fixture
def course(rows: Rows, teacher: User, student: User, classmate: User) -> Any:
    def make() -> Any:
        course = factories.CourseFactory(title="Violin for beginners", owner=teacher)
        factories.EnrolmentFactory(course=course, user=student)
        factories.EnrolmentFactory(course=course, user=classmate)
        return course

    return rows.once("course", make, teacher, student, classmate)


@pytest.fixture
def exercise(rows: Rows, course: Any, teacher: User) -> Any:
    def make() -> Any:
        module = factories.ModuleFactory(parent=course, title="First position", owner=teacher)
        lesson = factories.LessonFactory(parent=module, title="The bow", owner=teacher)
        return factories.ExerciseFactory(parent=lesson, title="Long bows", owner=teacher)

    return rows.once("exercise", make, course, teacher)


@pytest.fixture
def take(exercise: Any, student: User) -> Any:
    """The student's handed-in, watchable take (rows only; see `real_video` for real bytes)."""
    return factories.TakeFactory(student=student, exercise=exercise, attempt=1)


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Wrong tries of one test must not lock the people of the next one out.

    Nor may a page of one test be shown to the next one, whose database is another, or a language.
    """
    cache.clear()
    kept.forget_all()
    translation.deactivate()


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    settings.VIDEO_ROOT = tmp_path / "storage"
    settings.S3_PREFIX = f"{settings.S3_PREFIX}/{uuid4().hex}"
    settings.VIDEO_SCRATCH = tmp_path / "scratch"
    settings.MEDIA_ROOT = str(tmp_path / "media")
