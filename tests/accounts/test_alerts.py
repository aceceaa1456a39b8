"""Staff learn of a log-in from a browser that is not known for their account."""

from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.core import context
from allauth.core.context import request_context
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests.accounts.codes import code_of, enter_code, with_app
from tests.accounts.test_logins import FIREFOX
from tests.factories import PASSWORD

SUBJECT = "[Practika] Log-in from a browser we don't know"


def log_in(person: User, client: Client | None = None, password: str = PASSWORD) -> Client:
    browser = client or Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.7")
    browser.post("/account/login/", {"login": person.email, "password": password})
    return browser


def test_a_log_in_from_an_unknown_browser_is_told(teacher: User) -> None:
    log_in(teacher)
    [message] = mail.outbox
    assert (message.subject, message.to) == (SUBJECT, [teacher.email])
    assert "Firefox on Windows, 192.0.2.7, " in message.body
    assert "http://127.0.0.1:8000/account/sessions/" in message.body


def test_the_same_browser_is_told_once(teacher: User) -> None:
    home = log_in(teacher)
    home.post("/account/logout/")
    log_in(teacher, home)
    assert len(mail.outbox) == 1
    log_in(teacher)
    assert len(mail.outbox) == 2


def test_a_browser_is_known_for_each_person_apart(teacher: User, editor: User) -> None:
    shared = log_in(teacher)
    shared.post("/account/logout/")
    log_in(editor, shared)
    assert [message.to for message in mail.outbox] == [[teacher.email], [editor.email]]


def test_students_are_not_told(student: User) -> None:
    log_in(student)
    assert mail.outbox == []


def test_a_failed_log_in_is_not_told(teacher: User) -> None:
    log_in(teacher, password="wrong")
    assert mail.outbox == []


def test_it_is_told_once_the_second_step_is_done(teacher: User) -> None:
    secret = with_app(teacher)
    client = log_in(teacher)
    assert mail.outbox == []
    enter_code(client, code_of(secret))
    assert [message.subject for message in mail.outbox] == [SUBJECT]


@pytest.mark.parametrize(("is_new", "mails"), [(True, 0), (False, 1)])
def test_signing_up_is_not_told(
    teacher: User, rf: Any, monkeypatch: Any, is_new: bool, mails: int
) -> None:
    answer = HttpResponse()
    monkeypatch.setattr(DefaultAccountAdapter, "post_login", lambda *given, **named: answer)
    with request_context(rf.get("/account/signup/")):
        get_adapter().post_login(context.request, teacher, signup=is_new)
    assert len(mail.outbox) == mails
    assert "known_here" in answer.cookies


def test_an_operator_can_turn_it_off(teacher: User, settings: Any) -> None:
    settings.STAFF_LOGIN_ALERTS = False
    log_in(teacher)
    assert mail.outbox == []


def test_the_caller_is_whom_our_proxy_names(teacher: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.7")
    log_in(teacher, client)
    assert "192.0.2.7" in mail.outbox[0].body
    assert "203.0.113.9" not in mail.outbox[0].body


def test_a_log_in_goes_on_without_its_mail(teacher: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert log_in(teacher).get("/admin/").status_code == 200


def test_it_is_written_in_the_persons_language(teacher: User) -> None:
    User.objects.filter(pk=teacher.pk).update(language="de")
    log_in(teacher)
    assert "Hallo" in mail.outbox[0].body
