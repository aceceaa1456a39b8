"""After a test that commits, the database is as the migrations left it: roles, home, courses.

Django empties every table after such a test, so the next one would find a portal without pages.
Here the one that empties restores.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

from portal.accounts.standing import right_to_admin


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        as_migrated = connection.creation.serialize_db_to_string()
        content_types = list(ContentType.objects.all())
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
        # First: what restores pages asks for their types, and would make those that are missing.
        ContentType.objects.clear_cache()
        ContentType.objects.bulk_create(content_types)
        connection.creation.deserialize_db_from_string(as_migrated)
        warm()

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", empty_and_fill)
    yield
    patch.undo()
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            end_other_sessions()


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
