"""The test database begins as a copy of one that is migrated already, if one is kept."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.postgresql.creation import DatabaseCreation as OfPostgres
from django.db.backends.sqlite3.creation import DatabaseCreation as OfSqlite

from tests.migrated import POSTGRES, SQLITE, Database, Kept

create_test_db: Callable[..., str] = BaseDatabaseCreation.create_test_db
EMPTY: dict[str, Callable[..., str]] = {
    "sqlite": OfSqlite._create_test_db,
    "postgresql": OfPostgres._create_test_db,
}
KINDS: dict[str, Kept] = {"sqlite": SQLITE, "postgresql": POSTGRES}


def pytest_configure() -> None:
    BaseDatabaseCreation.create_test_db = create_and_keep
    OfSqlite._create_test_db = OfPostgres._create_test_db = create_from_copy


def create_and_keep(self: Any, *given: Any, **named: Any) -> str:
    kept = KINDS[self.connection.vendor]
    with kept.one_at_a_time():
        name = create_test_db(self, *given, **named)
        kept.save(place(self.connection, name))
    return name


def create_from_copy(self: Any, *given: Any, **named: Any) -> str:
    vendor = self.connection.vendor
    name = EMPTY[vendor](self, *given, **named)
    KINDS[vendor].load(place(self.connection, name))
    return name


def place(connection: Any, name: str) -> Database:
    if connection.vendor == "sqlite":
        return name
    at = connection.settings_dict
    return f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{name}"
