"""Database constraints that a form checks without querying the database.

Django validates a check constraint with a query in a savepoint of its own: three statements per
row, whenever a form with rows is saved.
"""

import operator
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q
from django.db.models.constants import LOOKUP_SEP

COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class LocalCheckConstraint(models.CheckConstraint):
    """A check of a row's own columns, for forms that edit many rows at a time.

        LocalCheckConstraint(condition=Q(end_ms__gt=F("start_ms")), name="…")

    Its condition compares columns with values, with each other, or with None, see `COMPARED`.
    To migrations and the database it is Django's own constraint.
    """

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """As in Django, a row passes if a column is excluded or the outcome is unknown."""
        columns = set(_columns(self.condition))
        if columns & set(exclude or ()) or _holds(self.condition, instance) is not False:
            return
        code = self.violation_error_code
        raise ValidationError(self.get_violation_error_message(), code=code)

    def deconstruct(self) -> Any:
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs


def _columns(condition: Any) -> Iterator[str]:
    for part in condition.children:
        if isinstance(part, Q):
            yield from _columns(part)
        else:
            name, value = part
            yield name.split(LOOKUP_SEP)[0]
            if isinstance(value, F):
                yield value.name  # type: ignore[attr-defined]


def _holds(condition: Any, instance: models.Model) -> bool | None:
    """In SQL's logic, where a comparison with NULL is unknown, which is None here."""
    outcomes = {_outcome(part, instance) for part in condition.children}
    decisive = {Q.OR: True, Q.AND: False}[condition.connector]
    if decisive in outcomes:
        outcome: bool | None = decisive
    else:
        outcome = None if None in outcomes else not decisive
    return not outcome if condition.negated and outcome is not None else outcome


def _outcome(part: Any, instance: models.Model) -> bool | None:
    if isinstance(part, Q):
        return _holds(part, instance)
    name, lookup = _name_and_lookup(part[0])
    value, other = getattr(instance, name), part[1]
    if other is None and lookup == "exact":
        return value is None
    if isinstance(other, F):
        other = getattr(instance, other.name)  # type: ignore[attr-defined]
    return None if value is None or other is None else COMPARED[lookup](value, other)


def _name_and_lookup(words: str) -> tuple[str, str]:
    name, _separator, lookup = words.partition(LOOKUP_SEP)
    return name, lookup or "exact"
