"""Erasing a person in the admin: the confirmation, who may do it, and what is refused."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from accounts.api_tokens import create_token
from accounts.erasure import erase_person
from accounts.models import ApiToken, User
from accounts.scopes import EVERYTHING
from core.errors import Refusal
from tests import factories
from tests.accounts.codes import recovery_codes, with_app


@pytest.fixture
def as_admin(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def url_of(person: User) -> str:
    return reverse("wagtailusers_users:delete", args=[person.pk])


def test_the_confirmation_page_shows_what_is_erased_and_kept(
    as_admin: Client, teacher: User, course: Any
) -> None:
    factories.LibraryVideoFactory(uploaded_by_user=teacher)
    factories.FeedbackFactory(teacher=teacher, live=True)

    html = as_admin.get(url_of(teacher)).text

    assert "The account, its log-ins and its API tokens" in html
    assert "1 piece of feedback they released, shown as from “A teacher who left”" in html
    assert "1 course will have no teacher" in html
    assert reverse("wagtailadmin_pages:edit", args=[course.pk]) in html
    assert "1 picture, document or library video they added" in html
    assert "turn off “May log in”" in html


def test_the_takes_of_a_student_are_counted(as_admin: Client, take: Any, student: User) -> None:
    factories.TakeFactory(student=student, exercise=take.exercise, attempt=2)

    assert "2 takes of 1 student, their videos (" in as_admin.get(url_of(student)).text


@pytest.mark.parametrize("typed", ["", "classmate@example.com"])
def test_another_address_erases_nobody(as_admin: Client, student: User, typed: str) -> None:
    answer = as_admin.post(url_of(student), {"typed": typed})

    assert answer.status_code == 200
    assert User.objects.filter(pk=student.pk).exists()


def test_the_typed_address_erases(as_admin: Client, take: Any, student: User) -> None:
    answer = as_admin.post(url_of(student), {"typed": f" {student.email.upper()} "})

    assert answer.status_code == 302
    assert not User.objects.filter(pk=student.pk).exists()


def test_a_course_with_another_teacher_is_not_listed(
    as_admin: Client, teacher: User, other_teacher: User, course: Any
) -> None:
    course.teachers.add(other_teacher)
    course.save()

    assert "will have no teacher" not in as_admin.get(url_of(teacher)).text


def test_bulk_deletion_links_to_each_person(as_admin: Client, student: User) -> None:
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    query = f"{url}?id={student.pk}&next=/admin/users/"

    asked, done = as_admin.get(query).text, as_admin.post(query, follow=True).text

    assert url_of(student) in asked
    assert "People are erased one by one" in done
    assert User.objects.filter(pk=student.pk).exists()


@pytest.mark.parametrize("name", ["teacher", "editor", "stranger"])
def test_others_cannot_erase_anybody(
    client: Client, name: str, student: User, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    answer = client.post(url_of(student), {"typed": student.email})

    assert answer.status_code in (302, 403)
    assert User.objects.filter(pk=student.pk).exists()


def test_nobody_erases_themselves(admin: User) -> None:
    with pytest.raises(Refusal) as refused:
        erase_person(actor=admin, person=admin)
    assert refused.value.code == "yourself"


def test_an_admin_does_not_erase_who_may_do_everything(admin: User) -> None:
    owner = factories.UserFactory(is_superuser=True)
    with pytest.raises(Refusal) as refused:
        erase_person(actor=admin, person=owner)
    assert refused.value.code == "not_yours"


def test_deleting_without_erasing_fails_rather_than_lose_track(take: Any, student: User) -> None:
    with pytest.raises(ProtectedError):
        student.delete()


def test_what_lets_a_person_in_goes_with_them(admin: User, student: User) -> None:
    with_app(student)
    recovery_codes(student)
    create_token(actor=student, name="Script", allowed=EVERYTHING, days=7)
    form = {"login": student.email, "password": factories.PASSWORD}
    Client().post(reverse("account_login"), form)
    session = Client()
    session.force_login(student)
    UserSession.objects.create(
        user=student, session_key=session.session.session_key, ip="192.0.2.7", user_agent="Firefox"
    )

    erase_person(actor=admin, person=student)

    for model in (Authenticator, ApiToken, AuthToken, UserSession):
        assert not model._default_manager.exists(), model
    assert session.get("/profile/").status_code == 302
