"""Queries that Django compiles only once, for the few that every page makes.

    _paths = Prepared(lambda user: Course.objects.filter(owner=user).values_list("path"),
                      user=User._meta.pk)
    rows = _paths.rows(user=user.pk)            tuples, as `values_list` returns them

Compiling such a query takes several times as long as running it. `build` is called with a
placeholder for each value, once per thread; the values later replace the placeholders among the
query's parameters. So it must use each of them unchanged, and must not depend on their value.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import DateTimeField, Field, QuerySet, UUIDField

Rows = list[tuple[Any, ...]]


class Prepared:
    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], **slots: "Field[Any, Any]"
    ) -> None:
        self._build = build
        self._slots = slots
        self._here = threading.local()

    def rows(self, **values: Any) -> Rows:
        query = self._compiled()
        return query.rows({name: self._adapted(name, value) for name, value in values.items()})

    def _compiled(self) -> "_Compiled":
        """Per thread: each has its own connection, which may be replaced after a while."""
        found: _Compiled | None = getattr(self._here, "query", None)
        if found is None or found.compiler.connection is not connections_own():
            stand_ins = {name: _stand_in(name, field) for name, field in self._slots.items()}
            adapted = {name: self._adapted(name, one) for name, one in stand_ins.items()}
            found = self._here.query = _Compiled(self._build(**stand_ins), adapted)
        return found

    def _adapted(self, name: str, value: Any) -> Any:
        return self._slots[name].get_db_prep_value(value, connection)


def connections_own() -> Any:
    """The connection behind Django's proxy."""
    return connections[DEFAULT_DB_ALIAS]


class _Compiled:
    def __init__(self, queryset: QuerySet[Any, Any], adapted: dict[str, Any]) -> None:
        self.compiler = queryset.query.get_compiler(connection=connections_own())
        self.sql, params = self.compiler.as_sql()
        self.params = list(params)
        self.places = [
            (index, name)
            for index, param in enumerate(self.params)
            for name, stand_in in adapted.items()
            if type(param) is type(stand_in) and param == stand_in
        ]
        if missing := adapted.keys() - {name for _index, name in self.places}:
            raise ValueError(f"the query does not use {', '.join(missing)} unchanged")
        columns = [column[0] for column in self.compiler.select]
        self.converters = self.compiler.get_converters(columns)

    def rows(self, adapted: dict[str, Any]) -> Rows:
        params = list(self.params)
        for index, name in self.places:
            params[index] = adapted[name]
        with self.compiler.connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if not self.converters:
            return list(map(tuple, found))
        return list(map(tuple, self.compiler.apply_converters(found, self.converters)))


def _stand_in(name: str, field: "Field[Any, Any]") -> Any:
    """A value of the field's type that occurs nowhere else."""
    number = int.from_bytes(name.encode()[:8].rjust(8, b"\x01"))
    if isinstance(field, UUIDField):
        return UUID(int=number << 64 | 0x5A)
    if isinstance(field, DateTimeField):
        return datetime(1931, 3, 7, tzinfo=UTC).replace(microsecond=number % 1_000_000)
    if field.get_internal_type() in {"CharField", "TextField"}:
        return f"stand-in for {name}"
    return -(number % 1_000_000_007)
