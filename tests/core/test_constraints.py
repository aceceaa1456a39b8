"""Row checks that don't query the database, but agree with it."""

from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey

from core.constraints import LocalCheckConstraint
from feedback.models import FeedbackMarker

CONDITIONS = [
    Q(end_ms=None) | Q(end_ms__gt=F("start_ms")),
    Q(end_ms__gt=F("start_ms")),
    Q(end_ms__lte=F("start_ms"), start_ms__gte=1),
    ~Q(end_ms__lt=F("start_ms")),
    ~(Q(end_ms=None) | Q(end_ms=F("start_ms"))) & Q(start_ms__lt=3),
]


def passes(constraint: models.CheckConstraint, row: FeedbackMarker, exclude: Any = None) -> bool:
    try:
        constraint.validate(FeedbackMarker, row, exclude=exclude)
    except ValidationError:
        return False
    return True


@pytest.mark.django_db
@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_a_local_check_agrees_with_the_database(condition: Q) -> None:
    local = LocalCheckConstraint(condition=condition, name="same")
    django = models.CheckConstraint(condition=condition, name="same")
    rows = [
        FeedbackMarker(start_ms=start, end_ms=end)
        for start, end in product([0, 1, 2, 3], [None, 0, 1, 2, 3])
    ]

    assert [passes(local, row) for row in rows] == [passes(django, row) for row in rows]
    assert {passes(local, row) for row in rows} == {True, False}


@pytest.mark.django_db
def test_a_local_check_asks_nothing(django_assert_num_queries: Any) -> None:
    [check] = checks_of(FeedbackMarker)
    with django_assert_num_queries(0), pytest.raises(ValidationError, match="after it starts"):
        check.validate(FeedbackMarker, FeedbackMarker(start_ms=2, end_ms=1))


@pytest.mark.django_db
def test_what_is_excluded_is_not_checked() -> None:
    [check] = checks_of(FeedbackMarker)
    backwards = FeedbackMarker(start_ms=2, end_ms=1)

    assert passes(check, backwards, exclude={"start_ms"})
    assert passes(check, backwards, exclude={"end_ms"})
    assert not passes(check, backwards, exclude={"text"})


def test_to_migrations_it_is_djangos() -> None:
    condition = Q(end_ms__gt=F("start_ms"))
    local = LocalCheckConstraint(condition=condition, name="same")
    django = models.CheckConstraint(condition=condition, name="same")

    assert local.deconstruct() == django.deconstruct()
    assert local == django


def test_every_check_of_rows_that_are_edited_inside_another_is_local() -> None:
    """One that is not costs three statements for each row, on each save."""
    rows = [model for model in apps.get_models() if is_row_of_another(model)]
    checks = [check for model in rows for check in checks_of(model)]

    assert FeedbackMarker in rows
    assert [check.name for check in checks if not isinstance(check, LocalCheckConstraint)] == []


def is_row_of_another(model: type[models.Model]) -> bool:
    return any(isinstance(field, ParentalKey) for field in model._meta.local_fields)


def checks_of(model: type[models.Model]) -> list[models.CheckConstraint]:
    constraints = model._meta.constraints
    return [each for each in constraints if isinstance(each, models.CheckConstraint)]
