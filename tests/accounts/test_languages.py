"""A page speaks the language its reader chose, else the one of their browser."""

import re
from typing import Any

import pytest
from allauth.core.context import request_context
from django.core import mail
from django.test import Client
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.services import send_password_link

GERMAN, ENGLISH = '<html lang="de"', '<html lang="en"'


def page(client: Client, browser: str, path: str = "/profile/") -> str:
    return client.get(path, headers={"Accept-Language": browser}).content.decode()


@pytest.fixture
def as_student(client: Client, student: User) -> Client:
    client.force_login(student)
    return client


def choose(client: Client, language: str) -> str:
    form = {"first_name": "Sam", "last_name": "Student", "language": language}
    return client.post("/profile/", form, follow=True).content.decode()


def chosen(html: str) -> str:
    [select] = re.findall(r'<select name="language".*?</select>', html, re.S)
    return re.findall(r'value="(\w*)"[^>]*\sselected', select)[0]


def test_a_guest_reads_what_their_browser_asks_for(client: Client, db: None) -> None:
    assert GERMAN in page(client, "de-AT,de;q=0.9,en;q=0.5", "/accounts/login/")
    assert ENGLISH in page(client, "fr,en;q=0.5", "/accounts/login/")


def test_without_a_choice_the_browser_decides(as_student: Client) -> None:
    assert GERMAN in page(as_student, "de")
    assert ENGLISH in page(as_student, "en")


def test_a_choice_counts_in_every_browser_until_it_is_taken_back(as_student: Client) -> None:
    assert GERMAN in choose(as_student, "de")
    assert GERMAN in page(as_student, "en")
    assert chosen(page(as_student, "en")) == "de"

    choose(as_student, "")
    assert ENGLISH in page(as_student, "en")


def test_what_is_not_offered_is_refused(as_student: Client, student: User) -> None:
    choose(as_student, "tlh")
    student.refresh_from_db()
    assert student.language == ""


def test_the_admins_own_choice_is_the_same_one(client: Client, teacher: User) -> None:
    client.force_login(teacher)
    choose(client, "de")
    assert UserProfile.objects.get(user=teacher).preferred_language == "de"
    assert 'lang="de"' in page(client, "en", "/admin/")

    profile = UserProfile.objects.get(user=teacher)
    profile.preferred_language = "en"
    profile.save()
    assert ENGLISH in page(client, "de")


def test_a_choice_asks_the_database_nothing_more(
    as_student: Client, django_assert_max_num_queries: Any
) -> None:
    page(as_student, "en")
    with django_assert_max_num_queries(99) as before:
        page(as_student, "en")
    choose(as_student, "de")
    page(as_student, "en")
    with django_assert_max_num_queries(99) as after:
        page(as_student, "en")
    assert len(after) == len(before)


def test_a_mail_speaks_its_readers_language(rf: Any, admin: User, student: User) -> None:
    request = rf.get("/")
    request.user = admin
    with request_context(request):
        send_password_link(request=request, person=student)
        student.language = "de"
        send_password_link(request=request, person=student)

    english, german = mail.outbox
    assert english.subject != german.subject
