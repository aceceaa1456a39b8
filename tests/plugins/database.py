"""After a test that commits, the database is as the migrations left it: roles, home, courses.

Django empties every table after such a test, so the next one would find a portal without pages.
Here the one that empties restores, from copies of the tables that the database keeps beside them.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase

from accounts.standing import right_to_admin

COPY = "copy_of_{}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        tables = copy_tables()
        warm()

    def empty_and_fill(test: TransactionTestCase) -> None:
        # Without post_migrate, which would make content types under other keys.
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            inhibit_post_migrate=True,
            reset_sequences=False,  # PostgreSQL would give the restored rows' keys again
        )
        fill(tables)
        warm()

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", empty_and_fill)
    yield
    patch.undo()
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            end_other_sessions()


def copy_tables() -> list[str]:
    """Those that the migrations filled; SQLite's triggers fill the index of its search."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        filled = [name for name in names if not name.endswith("_fts") and has_rows(cursor, name)]
        for name in filled:
            cursor.execute(f"DROP TABLE IF EXISTS {COPY.format(name)}")
            cursor.execute(f"CREATE TABLE {COPY.format(name)} AS SELECT * FROM {name}")  # noqa: S608
    return filled


def has_rows(cursor: Any, name: str) -> bool:
    cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608
    return cursor.fetchone() is not None


def fill(tables: list[str]) -> None:
    """Foreign keys are looked at when it commits, so the order doesn't matter."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f"INSERT INTO {name} SELECT * FROM {COPY.format(name)}")  # noqa: S608
    ContentType.objects.clear_cache()


def warm() -> None:
    """What a process asks for once: else the first test to need it would count queries more."""
    ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
    right_to_admin()


def end_other_sessions() -> None:
    """PostgreSQL drops no database that a thread of a live server is still connected to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
