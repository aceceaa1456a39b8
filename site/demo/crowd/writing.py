"""Rows written as fast as the database takes them: COPY on PostgreSQL, executemany on SQLite.

    with Writer() as write:
        takes = write.into(Take, "id", "student_id", attempt=1, status="answered")
        takes.add(key, student)

Columns that are neither named nor given a value hold the field's default. Values are as the table
holds them: keys as 32 hex digits, times and JSON as text.

    insert([page, version])

writes model instances as they are: times stay, no signal is sent, and of a page's two tables only
the instance's own is written, none of which `bulk_create` can do.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models.sql import InsertQuery

AT_ONCE = 5_000
_NULL = "\\N"


class Writer:
    def __init__(self) -> None:
        self._tables: list[Rows] = []

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is None:
            self.flush()
            count_on([rows.model for rows in self._tables])

    def into(self, model: type[models.Model], *columns: str, **values: Any) -> "Rows":
        rows = Rows(model, columns, values)
        self._tables.append(rows)
        return rows

    def flush(self) -> None:
        for rows in self._tables:
            rows.flush()


class Rows:
    """Of one table, kept until there are enough of them."""

    def __init__(
        self, model: type[models.Model], columns: tuple[str, ...], values: dict[str, Any]
    ) -> None:
        self.model = model
        self._columns = columns
        fixed = {**_defaults(model, {*columns, *values}), **values}
        names = {field.attname: str(field.column) for field in model._meta.local_concrete_fields}
        self._fixed = tuple(fixed.values())
        self._names = [names[name] for name in (*columns, *fixed)]
        self._waiting: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> None:
        self._waiting.append(values + self._fixed)
        if len(self._waiting) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if self._waiting:
            write = _copy if connection.vendor == "postgresql" else _insert
            write(self.model._meta.db_table, self._names, self._waiting)
            self._waiting = []


def insert(instances: Iterable[models.Model]) -> None:
    tables: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for instance in instances:
        tables[type(instance)].append(instance)
    for model, of_table in tables.items():
        _insert_instances(model, of_table)
    count_on(list(tables))


def _insert_instances(model: type[models.Model], instances: list[models.Model]) -> None:
    fields = model._meta.local_concrete_fields
    at_once = connection.ops.bulk_batch_size(fields, instances)
    for start in range(0, len(instances), at_once):
        query = InsertQuery(model)
        query.insert_values(fields, instances[start : start + at_once], raw=True)
        query.get_compiler(connection=connection).execute_sql()


def count_on(written: Sequence[type[models.Model]]) -> None:
    """PostgreSQL's sequences do not notice keys that were set explicitly."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(statement)


def _defaults(model: type[models.Model], given: set[str]) -> dict[str, Any]:
    """Of the columns that nobody names, but for keys that the database counts."""
    left = [
        field
        for field in model._meta.local_concrete_fields
        if field.attname not in given and not isinstance(field, models.AutoField)
    ]
    return {field.attname: _default(field) for field in left}


def _default(field: "models.Field[Any, Any]") -> Any:
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return field.get_db_prep_save(value, connection)


def _copy(table: str, names: list[str], rows: list[tuple[Any, ...]]) -> None:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerows([[_NULL if value is None else value for value in row] for row in rows])
    text.seek(0)
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    order = f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT csv, NULL '{_NULL}')"
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(order, text)


def _insert(table: str, names: list[str], rows: list[tuple[Any, ...]]) -> None:
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    places = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608
