"""What many tests start from is made once, and copied row by row after that.

To make a course down to its exercise as an editor does takes half a second: pages, revisions, the
indexes of search and references. The first test that wants it makes it, and what that changed in
the database is remembered; the next ones get the same rows by plain INSERTs. Where something stands
in the way (the test made another course first), the thing is made anew.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.options import Options

Row = tuple[Any, ...]
Snapshot = dict[str, dict[Any, Row]]

KEYS_APART = 10_000


@dataclass(frozen=True)
class Change:
    """What became of one table: rows by their key."""

    table: str
    gone: dict[Any, Row]
    come: dict[Any, Row]


@dataclass(frozen=True)
class Remembered:
    model: type[models.Model]
    pk: Any
    changes: list[Change]


class Rows:
    def __init__(self) -> None:
        self._remembered: dict[Any, Remembered] = {}

    def once(self, name: str, make: Callable[[], Any], *below: Any) -> Any:
        """`make()`, or a copy of what it made before: an object that stands on those `below`."""
        if not all(self._is_a_copy(one) for one in below):
            return make()
        key = (name, connection.in_atomic_block, *(one.pk for one in below))
        if key not in self._remembered:
            return self._made(key, make)
        known = self._remembered[key]
        if not is_free(known.changes):
            return make()
        write(known.changes)
        for one in below:
            one.refresh_from_db()  # a page counts its children
        return known.model._default_manager.get(pk=known.pk)

    def _is_a_copy(self, thing: Any) -> bool:
        return any(one.pk == thing.pk for one in self._remembered.values())

    def _made(self, key: Any, make: Callable[[], Any]) -> Any:
        keep_keys_apart(KEYS_APART * (len(self._remembered) + 1))
        before = snapshot()
        made = make()
        changes = list(differences(before, snapshot()))
        self._remembered[key] = Remembered(type(made), made.pk, changes)
        return made


@cache
def tables() -> dict[str, Options[Any]]:
    """Without SQLite's full-text table, which triggers of the index fill."""
    every = [model._meta for model in apps.get_models(include_auto_created=True)]
    return {
        one.db_table: one
        for one in every
        if one.managed and not one.proxy and not one.db_table.endswith("_fts")
    }


def columns(table: str) -> str:
    fields = tables()[table].local_concrete_fields
    return ", ".join(connection.ops.quote_name(field.column) for field in fields)


def key_column(table: str) -> str:
    return str(tables()[table].pk.column)  # type: ignore[union-attr]


def read(table: str, where: str = "", keys: Iterable[Any] = ()) -> dict[Any, Row]:
    key, name = connection.ops.quote_name(key_column(table)), connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        query = f"SELECT {key}, {columns(table)} FROM {name} {where}"  # noqa: S608
        cursor.execute(query, list(keys))
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}


def snapshot() -> Snapshot:
    return {table: read(table) for table in tables()}


def differences(before: Snapshot, after: Snapshot) -> Iterable[Change]:
    for table, rows_before in before.items():
        rows_after = after[table]
        gone = {key: row for key, row in rows_before.items() if rows_after.get(key) != row}
        come = {key: row for key, row in rows_after.items() if rows_before.get(key) != row}
        if gone or come:
            yield Change(table, gone, come)


def where_key(table: str, keys: Iterable[Any]) -> str:
    marks = ", ".join("%s" for _ in keys)
    return f"WHERE {connection.ops.quote_name(key_column(table))} IN ({marks})"


def is_free(changes: list[Change]) -> bool:
    """Everything is as it was when the thing was made for the first time."""
    return all(
        read(change.table, where_key(change.table, touched), touched) == change.gone
        for change in changes
        if (touched := [*change.gone, *(key for key in change.come if key not in change.gone)])
    )


def write(changes: list[Change]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for change in changes:
            name = connection.ops.quote_name(change.table)
            if change.gone:
                where = where_key(change.table, change.gone)
                cursor.execute(f"DELETE FROM {name} {where}", list(change.gone))  # noqa: S608
            for row in change.come.values():
                marks = ", ".join("%s" for _ in row)
                insert = f"INSERT INTO {name} ({columns(change.table)}) VALUES ({marks})"  # noqa: S608
                cursor.execute(insert, row)


def keep_keys_apart(start: int) -> None:
    """SQLite gives a key again after a rollback: remembered rows get keys that no test reaches."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for table, options in tables().items():
            if isinstance(options.pk, models.AutoField):
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, start])
