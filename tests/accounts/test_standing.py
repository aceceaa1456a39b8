"""Roles and access to the admin are loaded with the person, in one query."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.backends import EmailBackend
from accounts.models import User
from accounts.roles import Role


def fetched(user: User) -> User:
    found = EmailBackend().get_user(user.pk)
    assert found is not None
    return found


def test_roles_come_with_the_person(teacher: User) -> None:
    teacher.groups.add(Group.objects.create(name="Choir, first row"))
    with CaptureQueriesContext(connection) as queries:
        person = fetched(teacher)
        assert person.role_names == {Role.TEACHER.value, "Choir, first row"}
        assert person.opens_admin
    assert len(queries) == 1


def test_somebody_without_roles_has_none(db: None) -> None:
    person = fetched(User.objects.create_user("none@example.com", "x"))
    assert person.role_names == set()
    assert not person.opens_admin


@pytest.mark.parametrize("name", ["student", "teacher", "editor", "admin"])
def test_the_answer_is_that_of_the_permissions(request: Any, name: str) -> None:
    user: User = request.getfixturevalue(name)
    assert fetched(user).opens_admin is user.has_perm("wagtailadmin.access_admin")


def test_a_right_in_person_counts(student: User) -> None:
    right = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    student.user_permissions.add(right)
    assert fetched(student).opens_admin


def test_a_superuser_opens_the_admin(db: None) -> None:
    assert fetched(User.objects.create_superuser("root@example.com", "x")).opens_admin


def test_a_deactivated_person_is_not_fetched(teacher: User) -> None:
    teacher.is_active = False
    teacher.save()
    assert EmailBackend().get_user(teacher.pk) is None
    assert not teacher.opens_admin


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(teacher: User) -> None:
    assert fetched(teacher).opens_admin
    teacher.groups.clear()
    assert not fetched(teacher).opens_admin


def test_a_token_brings_its_person_in_one_query(client: Any, teacher: User) -> None:
    from knox.models import get_token_model

    _row, token = get_token_model().objects.create(user=teacher)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/api/v1/auth/me/", HTTP_AUTHORIZATION=f"Token {token}")
    assert answer.json()["roles"] == [Role.TEACHER.value]
    assert len(queries) == 1


def test_a_token_that_has_ended_is_refused_and_removed(client: Any, student: User) -> None:
    from datetime import timedelta

    from knox.models import get_token_model

    row, token = get_token_model().objects.create(user=student, expiry=timedelta(days=-1))
    answer = client.get("/api/v1/auth/me/", HTTP_AUTHORIZATION=f"Token {token}")
    assert answer.status_code == 401
    assert not get_token_model().objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("token", ["", "x", "a" * 63, "a" * 64, "%00", "ä"])
def test_invalid_tokens_are_refused(client: Any, db: None, token: str) -> None:
    answer = client.get("/api/v1/auth/me/", HTTP_AUTHORIZATION=f"Token {token}")
    assert answer.status_code == 401
