"""Erasing while somebody hands in, starts or gives feedback: erasing wins, nothing is left."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from accounts.erasure import erase_person
from accounts.models import User
from feedback.models import Feedback, PracticeThread
from feedback.services import add_marker, open_feedback, start_thread
from practice import services
from practice.models import Take
from tests import factories
from tests.plugins.storage import stored
from tests.practice.conftest import Begin
from tests.practice.test_races import at_once, fresh
from videos.models import Erasure, Job, Upload, VideoAsset
from videos.storage import get_storage
from videos.upkeep import erasure

pytestmark = pytest.mark.django_db(transaction=True)
TRIALS = range(2)


def refused(work: Callable[[], Any]) -> Callable[[], Any]:
    """The one that is too late may get a database error."""

    def run() -> Any:
        try:
            return work()
        except DatabaseError as error:
            return error

    return run


def nothing_is_left() -> bool:
    past = timezone.now() - timedelta(seconds=1)
    Erasure.objects.update(settles_at=past, not_before=past)
    erasure.finish_due()
    models = (Take, VideoAsset, Upload, Job, Feedback, PracticeThread)
    rows = [model.__name__ for model in models if model.objects.exists()]
    return (rows, stored(), list(get_storage().begun_uploads())) == ([], [], [])


@pytest.mark.parametrize("trial", TRIALS)
def test_a_take_that_is_erased_while_it_is_handed_in(
    begin: Begin, student: User, admin: User, trial: int
) -> None:
    takes = [fresh(begin(sent=True)) for _ in range(2)]
    works: list[Callable[[], Any]] = []
    for take in takes:
        works.append(lambda take=take: services.commit_take(actor=student, take=take))  # type: ignore[misc]
        works.append(lambda take=take: services.erase_take(actor=admin, take=take))  # type: ignore[misc]

    at_once(*works)

    assert nothing_is_left()


@pytest.mark.parametrize("trial", TRIALS)
def test_a_student_who_is_erased_while_they_start_takes(
    begin: Begin, student: User, admin: User, trial: int
) -> None:
    begin(sent=True)

    at_once(
        begin,
        lambda: erase_person(actor=admin, person=student),
        begin,
    )

    assert not User.objects.filter(pk=student.pk).exists()
    assert nothing_is_left()


@pytest.mark.parametrize("trial", TRIALS)
def test_a_take_that_is_erased_while_it_is_answered(
    exercise: Any, student: User, teacher: User, admin: User, trial: int
) -> None:
    take = factories.TakeFactory(student=student, exercise=exercise)

    def answer() -> None:
        feedback = open_feedback(actor=teacher, take=take)
        add_marker(actor=teacher, feedback=feedback, start_ms=100, text="Slower")

    at_once(
        refused(answer),
        lambda: services.erase_take(actor=admin, take=take),
        refused(lambda: start_thread(actor=student, take=take, text="Why?")),
    )

    assert nothing_is_left()
