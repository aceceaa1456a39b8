"""Makes Wagtail's comparison of two versions readable.

Times are shown as timecodes, dates in the reader's time zone, empty values as a dash. Of rows, such
as passages and remarks, only those that were changed, added, deleted or moved are listed.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.html import escape
from wagtail.admin.compare import (
    BlockComparison,
    ChildRelationComparison,
    FieldComparison,
    TextDiff,
    register_comparison_class,
)
from wagtail.admin.panels import InlinePanel

from core.fields import TimecodeField
from core.timecode import format_ms
from core.yes_no import yes_or_no

NOTHING = "–"


class WordsComparison(FieldComparison):
    """Shows both values as worded by `in_words`."""

    def in_words(self, value: Any) -> str:
        return in_words(value)

    def htmldiff(self) -> str:
        return _told(self.in_words(self.val_a), self.in_words(self.val_b))


def _told(was: str, now: str) -> str:
    if was == now:
        return str(escape(now))
    return str(TextDiff([("deletion", was), ("addition", now)], separator=" ").to_html())


def in_words(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, datetime):
        return str(formats.date_format(timezone.localtime(value), "DATETIME_FORMAT"))
    return str(value)


class TimecodeComparison(WordsComparison):
    def in_words(self, value: Any) -> str:
        return format_ms(value, millis=True) or NOTHING


class WordsBlockComparison(BlockComparison):
    """The same for a block: a chosen object, for example, by its title instead of its markup."""

    def in_words(self, value: Any) -> str:
        return in_words(value)

    def htmlvalue(self, val: Any) -> str:
        return str(escape(self.in_words(val)))

    def htmldiff(self) -> str:
        return _told(self.in_words(self.val_a), self.in_words(self.val_b))


class TimecodeBlockComparison(WordsBlockComparison):
    def in_words(self, value: Any) -> str:
        return format_ms(value, millis=True) or NOTHING


def register() -> None:
    register_comparison_class(TimecodeField, comparison_class=TimecodeComparison)
    for kind in (models.IntegerField, models.BooleanField, models.DateTimeField):
        register_comparison_class(kind, comparison_class=WordsComparison)


class ChangedRows(ChildRelationComparison):
    """Rows that differ. A row is recognised in both versions by its `uid`, however it changed.

    Wagtail uses the primary key, which a draft's rows don't have, and then tries every pair.
    """

    def __init__(self, *args: Any, key: str = "uid", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def get_mapping(self, objs_a: list[Any], objs_b: list[Any]) -> tuple[Any, ...]:
        places = {getattr(row, self.key): place for place, row in enumerate(objs_b)}
        forwards = {
            place: places[getattr(row, self.key)]
            for place, row in enumerate(objs_a)
            if getattr(row, self.key) in places
        }
        backwards = {there: here for here, there in forwards.items()}
        added = [place for place in range(len(objs_b)) if place not in backwards]
        deleted = [place for place in range(len(objs_a)) if place not in forwards]
        return forwards, backwards, added, deleted

    def get_child_comparisons(self) -> list[Any]:
        return [row for row in super().get_child_comparisons() if _differs(row)]

    def has_changed(self) -> bool:
        return bool(self.get_child_comparisons())


def _differs(row: Any) -> bool:
    if row.is_addition() or row.is_deletion():
        return True
    return bool(row.has_changed() or row.get_position_change())


class ComparedPanel(InlinePanel):
    """An inline panel whose comparison lists changes; `key` identifies rows across versions."""

    key = "uid"

    class BoundPanel(InlinePanel.BoundPanel):
        def get_comparison(self) -> list[Callable[..., ChangedRows]]:
            return [
                partial(ChangedRows, *wagtails.args, key=self.panel.key, **wagtails.keywords)
                for wagtails in super().get_comparison()
            ]
