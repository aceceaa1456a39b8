"""The demo's films, made small and once; the demo itself, built once and copied.

begun    everything is there but the films
built    all of it; videos only as rows, without their files
"""

from pathlib import Path
from typing import Any

import pytest

from courses.models import Course
from demo import films
from demo.build import begin_demo, build_demo
from tests.rows import Rows


@pytest.fixture(scope="session")
def film_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo-home")


@pytest.fixture
def small_films(settings, film_home, monkeypatch) -> None:
    settings.PRACTIKA_HOME = film_home
    settings.SHOW_DEMO_ACCOUNTS = True
    monkeypatch.setattr(films, "SHRINK", 4)


@pytest.fixture
def begun(db: None, rows: Rows, small_films: None) -> Any:
    return rows.once("demo, begun", lambda: any_course(after=begin_demo))


@pytest.fixture
def built(db: None, rows: Rows, small_films: None) -> Any:
    return rows.once("demo", lambda: any_course(after=build_demo))


def any_course(after: Any) -> Course:
    after(lambda line: None)
    course = Course.objects.first()
    assert course
    return course
