"""Queries that are compiled once return the same rows as the ORM's, on every database."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core.prepared import Prepared

KEY = User._meta.get_field("id")
EMAIL = User._meta.get_field("email")
NAME = User._meta.get_field("first_name")
JOINED = User._meta.get_field("date_joined")

by_key = Prepared(
    lambda key: User.objects.filter(pk=key).values_list("pk", "email", "date_joined", "is_active"),
    key=KEY,
)


def test_rows_are_those_of_the_orm(student: User, teacher: User) -> None:
    columns = ("pk", "email", "date_joined", "is_active")
    for person in (student, teacher):
        found = list(User.objects.filter(pk=person.pk).values_list(*columns))
        assert by_key.rows(key=person.pk) == found
        assert type(by_key.rows(key=person.pk)[0][0]) is type(person.pk)
    assert by_key.rows(key=uuid4()) == []


def test_it_is_one_query(student: User) -> None:
    by_key.rows(key=student.pk)
    with CaptureQueriesContext(connection) as queries:
        by_key.rows(key=student.pk)
    assert len(queries) == 1


def test_a_value_may_stand_in_several_places(student: User, teacher: User) -> None:
    either = Prepared(
        lambda email, since: User.objects.filter(
            Q(email=email) | Q(first_name=email), date_joined__lte=since
        ).values_list("pk"),
        email=EMAIL,
        since=JOINED,
    )
    User.objects.filter(pk=teacher.pk).update(first_name=student.email)
    found = {pk for (pk,) in either.rows(email=student.email, since=timezone.now())}
    assert found == {student.pk, teacher.pk}
    assert either.rows(email=student.email, since=student.date_joined.replace(year=2001)) == []


@pytest.mark.parametrize("text", ["'; DROP TABLE accounts_user; --", "%s", "%(key)s", '"', "\\"])
def test_values_stay_values(student: User, text: str) -> None:
    named = Prepared(lambda name: User.objects.filter(first_name=name).values_list("pk"), name=NAME)
    assert named.rows(name=text) == []
    User.objects.filter(pk=student.pk).update(first_name=text)
    assert named.rows(name=text) == [(student.pk,)]


def test_a_query_that_changes_its_values_is_refused(db: None) -> None:
    starts = Prepared(
        lambda name: User.objects.filter(email__startswith=name).values_list("pk"), name=EMAIL
    )
    with pytest.raises(ValueError, match="does not use name"):
        starts.rows(name="a")


@pytest.mark.django_db(transaction=True)
def test_threads_have_their_own(transactional_db: None) -> None:
    person = User.objects.create_user("thread@example.com", "x")
    found: list[Any] = []

    def ask() -> None:
        found.append(by_key.rows(key=person.pk)[0][1])
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["thread@example.com"] * 4


def test_it_is_put_together_once(student: User) -> None:
    by_key.rows(key=student.pk)
    compiled = by_key._compiled()
    by_key.rows(key=uuid4())
    assert by_key._compiled() is compiled
