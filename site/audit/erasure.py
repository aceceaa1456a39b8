"""Removes an erased person's traces from Wagtail's own records: the history and the revisions.

What they did stays in the history, without their name, their id and their words.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from accounts.models import User
from audit.log import forget
from core.traces import without

THEIR_WORDS = ("comment", "reply")
BATCH = 200


def erase(*, actor: User, subject: User) -> None:
    forget(User, [subject.pk])
    for model in (ModelLogEntry, PageLogEntry):
        _clear_history(model.objects.all(), actor, subject)
    _clear_versions(actor, subject)


def _clear_history(rows: QuerySet[Any], actor: User, person: User) -> None:
    theirs = rows.filter(user=person)
    for batch in _batches(theirs.exclude(data={})):
        for row in batch:
            row.data = {name: row.data[name] for name in row.data if name not in THEIR_WORDS}
        rows.bulk_update(batch, ["data"])
    theirs.update(user=None)
    _take_out(rows, "data", actor, person)


def _clear_versions(actor: User, person: User) -> None:
    rows = Revision.objects.all()
    _take_out(rows, "content", actor, person)
    rows.filter(object_str__icontains=person.email).update(object_str="–")


def _take_out(rows: QuerySet[Any], field: str, actor: User, person: User) -> None:
    """Scans every row: erasures are rare, while an index for them would be written constantly."""
    key, heir = str(person.pk), str(actor.pk)
    text = rows.annotate(as_text=Cast(field, TextField()))
    for batch in _batches(text.filter(as_text__contains=key)):
        for row in batch:
            setattr(row, field, without(getattr(row, field), key, heir))
        rows.bulk_update(batch, [field])


def _batches(rows: QuerySet[Any]) -> Iterable[list[Any]]:
    """By key, so that rewritten rows don't come up again."""
    last: Any = None
    while batch := list(rows.filter(Q(pk__gt=last) if last else Q()).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        yield batch
