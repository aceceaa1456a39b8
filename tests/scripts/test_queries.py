"""The benchmarks in a large school: every query is answered, none grows with it. No times."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from courses.models import Enrolment
from demo.crowd import make_crowd, remove_crowd
from scripts.bench.capture import count_of, rolled_back, statements_of
from scripts.bench.hot import everything
from scripts.bench.plans import plan_of, scanned
from scripts.bench.queries import report, rows_of
from scripts.bench.school import School
from scripts.bench.visits import Counter, all_visits

TAKES = 2_000


@pytest.fixture
def school(db: None, settings: Any) -> None:
    settings.SHOW_DEMO_ACCOUNTS = True
    make_crowd(silent, takes=TAKES)


def silent(text: str) -> None:
    pass


def test_every_query_is_answered(school: None) -> None:
    """A page that moved, or that sends people away, would be quick for the wrong reason."""
    asked = {hot.name: count_of(hot.work) for hot in everything()}
    assert len(asked) > 80
    assert min(asked.values()) > 0


def test_pages_of_a_larger_school_take_as_many_queries(school: None) -> None:
    before = Counter().of_all(all_visits(School()))
    remove_crowd(silent)
    make_crowd(silent, takes=2 * TAKES)

    assert Counter().of_all(all_visits(School())) == before


def test_statements_are_timed_and_explained(student: User) -> None:
    def work() -> None:
        list(User.objects.filter(email=student.email))
        User.objects.filter(pk=student.pk).update(first_name="Ana")

    read, write = statements_of(rolled_back(work))

    assert (read.is_read, write.is_read) == (True, False)
    assert len(read.spans) == len(write.spans) == 5
    assert read.rows == 1
    assert plan_of(read)
    assert plan_of(write)


def test_reading_a_whole_table_is_noticed(db: None) -> None:
    """However small it is: which tables count as big is given."""
    (read,) = statements_of(lambda: list(Enrolment.objects.filter(created_at=None).order_by()))
    big = {Enrolment._meta.db_table: 1}
    wanted = [Enrolment._meta.db_table] if connection.vendor == "sqlite" else []
    assert scanned(read, big) == wanted


def test_rolled_back_work_leaves_nothing(student: User) -> None:
    rolled_back(student.delete)()
    assert User.objects.filter(email="student@example.com").exists()


def test_the_report_names_the_slow_ones(tmp_path: Any) -> None:
    slow = {"sql": "SELECT 1", "ms": 70, "cpu_ms": 60, "rows": 1, "scans": ["t"], "plan": ["Seq"]}
    visits = [{"name": "home", "statements": [slow]}, {"name": "idle", "statements": []}]
    found = {"database": "postgresql", "filled_s": 3, "tables": {"t": 9}, "visits": visits}

    report([found], tmp_path)

    text = (tmp_path / "queries.md").read_text()
    assert "1 of them slower than 50 ms" in text
    assert "70 ms (60 of the processor), 1 rows: home, reads all of t" in text
    assert [row.ok for row in rows_of(found)] == [True, False, True]
