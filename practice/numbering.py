"""The numbers of takes: 1, 2, 3 … in the order they were started, without gaps.

A take that was withdrawn, or whose video failed, has no number: the next one gets it. So a take's
number may go down, but two takes that count never share one.
"""

from collections.abc import Iterable
from typing import TypeAlias
from uuid import UUID

from django.db import transaction

from accounts.models import User
from practice.models import Take

Series: TypeAlias = tuple[UUID, UUID]
"""The takes of a student for an exercise, by the exercise's key: in all its languages."""


def lock_students(students: Iterable[UUID]) -> set[UUID]:
    """Serialise changes to these students' takes until the transaction ends.

    Returns those that exist. SQLite's transactions begin with the write lock, so the row lock isn't
    needed there. On PostgreSQL `no_key` lets other rows refer to the students without waiting.
    """
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=students)
    return set(rows.order_by("pk").values_list("pk", flat=True))


def renumber(student_id: UUID, exercise_key: UUID) -> None:
    """Call within a transaction that has locked the student."""
    takes = Take.objects.filter(student=student_id, exercise_key=exercise_key)
    in_order = takes.counting().order_by("created_at", "pk").values_list("pk", flat=True)
    right = {pk: number for number, pk in enumerate(in_order, 1)}
    current = dict(takes.order_by().values_list("pk", "attempt"))
    wrong = [pk for pk, number in current.items() if number != right.get(pk)]
    if not wrong:
        return
    takes.filter(pk__in=wrong).update(attempt=None)
    for pk in wrong:
        if pk in right:
            takes.filter(pk=pk).update(attempt=right[pk])


def in_order(series: Iterable[Series]) -> list[Series]:
    """As text: a key may be missing for a moment, see `give_missing_keys`."""
    return sorted(set(series), key=str)


def renumber_all(series: Iterable[Series]) -> None:
    """One transaction each, in a fixed order."""
    for student_id, exercise_key in in_order(series):
        with transaction.atomic():
            if lock_students([student_id]):
                renumber(student_id, exercise_key)


def give_missing_keys() -> None:
    """To takes by an older version, which ran for a moment beside this one and numbered its own."""
    for late in Take.objects.filter(exercise_key=None).select_related("exercise", "course"):
        with transaction.atomic():
            lock_students([late.student_id])
            late.attempt = None
            late.save(update_fields=["attempt", "exercise_key", "course_key"])
            renumber(late.student_id, late.exercise.translation_key)
