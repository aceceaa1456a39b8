"""Copies of rows that belong together, with keys of their own, written in bulk.

    copy = Copy(renew={VideoClip: new_hash})
    copy.know(rows)                  every row gets its new key first …
    for row in rows: copy.of(row)    … so that a copy can point to any other, also in JSON
    write(copies)

Times stay as they were, no signal is sent, and a page's two tables are written apart: none of which
`bulk_create` can do. Call it in a transaction, whose end checks the foreign keys.
"""

import copy as shallow
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max
from django.db.models.sql import InsertQuery
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

Row = models.Model
Renew = Callable[[Any, "Copy"], None]

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Numbers:
    """The next free keys of every table, counted here instead of asked for row by row."""

    def __init__(self) -> None:
        self._next: dict[type[Row], int] = {}

    def next_for(self, model: type[Row]) -> int:
        if model not in self._next:
            highest = model._base_manager.aggregate(highest=Max("pk"))["highest"]
            self._next[model] = (highest or 0) + 1
        number = self._next[model]
        self._next[model] += 1
        return number


class Copy:
    """One copy of a set of rows; `renew` changes what must differ beside the keys."""

    def __init__(self, number: int, numbers: Numbers, renew: dict[type[Row], Renew]) -> None:
        self.number = number
        self._numbers = numbers
        self._renew = renew
        self._keys: dict[tuple[type[Row], Any], Any] = {}
        self._uuids: dict[str, str] = {}

    def know(self, rows: Iterable[Row]) -> None:
        for row in rows:
            for field in row._meta.local_concrete_fields:
                self._make_key(row, field)

    def of(self, row: Row) -> Row:
        made = shallow.copy(row)
        for field in row._meta.local_concrete_fields:
            setattr(made, field.attname, self._translated(row, field))
        if renew := self._renew.get(type(row)):
            renew(made, self)
        return made

    def key(self, model: type[Row], value: Any) -> Any:
        """The copy's key for the original's; what was not copied keeps its own."""
        return self._keys.get((_table(model), value), value)

    def text(self, text: str) -> str:
        """With the ids of the originals replaced by those of their copies."""
        return _UUID.sub(lambda found: self._uuids.get(found[0], found[0]), text)

    def _make_key(self, row: Row, field: Any) -> None:
        value = getattr(row, field.attname)
        if isinstance(field, models.AutoField):
            self._keys[type(row), value] = self._numbers.next_for(type(row))
        elif field.default is uuid.uuid4:
            new = uuid.uuid4()
            self._uuids[str(value)] = str(new)
            if field.primary_key:
                self._keys[type(row), value] = new

    def _translated(self, row: Row, field: Any) -> Any:
        value = getattr(row, field.attname)
        if isinstance(field, models.AutoField):
            return self.key(type(row), value)
        if field.is_relation:
            return self.key(field.related_model, value)
        if isinstance(value, uuid.UUID):
            return uuid.UUID(self.text(str(value)))
        if isinstance(field, StreamField):
            raw = json.loads(self.text(json.dumps(list(value.raw_data))))
            return StreamValue(field.stream_block, raw, is_lazy=True)
        return value


def write(rows: Sequence[Row]) -> None:
    """Insert them, table by table."""
    tables: dict[type[Row], list[Row]] = defaultdict(list)
    for row in rows:
        tables[type(row)].append(row)
    for model, of_table in tables.items():
        _insert(model, of_table)
    _count_on_from(list(tables))


def _insert(model: type[Row], rows: list[Row]) -> None:
    fields = model._meta.local_concrete_fields
    at_once = connection.ops.bulk_batch_size(fields, rows)
    for start in range(0, len(rows), at_once):
        query = InsertQuery(model)
        query.insert_values(fields, rows[start : start + at_once], raw=True)
        query.get_compiler(connection=connection).execute_sql()


def _count_on_from(models_written: Sequence[type[Row]]) -> None:
    """PostgreSQL's sequences do not notice keys that were given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models_written):
            cursor.execute(statement)


def _table(model: type[Row]) -> type[Row]:
    """Where the key is made: a page's, whatever type of page it is."""
    return next(reversed(model._meta.get_parent_list()), model._meta.concrete_model or model)
