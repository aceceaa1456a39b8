"""Logging in with a code from an e-mail: nobody learns whether an address has an account."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.accounts.codes import code_of, enter_code, with_app
from tests.accounts.test_access import is_in

ASK = "/account/login/code/"
CONFIRM = "/account/login/code/confirm/"
UNKNOWN = "nobody@example.org"
WRONG = "BCDF-BCDF"


def ask(address: str, client: Client | None = None, **more: str) -> Any:
    return (client or Client()).post(ASK, {"email": address, **more})


def mailed_code() -> str:
    [code] = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[-1].body, re.M)
    return str(code)


def confirm(client: Client, code: str, **more: str) -> Any:
    return client.post(CONFIRM, {"code": code, **more})


@pytest.mark.parametrize("address", ["student@example.com", " <Student@Example.com>. "])
def test_the_mailed_code_logs_in(student: User, address: str) -> None:
    client = Client()
    assert ask(address, client)["Location"] == CONFIRM
    assert mail.outbox[-1].to == [student.email]
    confirm(client, mailed_code())
    assert is_in(client)


def test_it_leads_to_the_requested_page(student: User) -> None:
    client = Client()
    assert "next=%2Fcourses%2F" in client.get("/account/login/?next=/courses/").text
    ask(student.email, client, next="/courses/")
    assert confirm(client, mailed_code(), next="/courses/")["Location"] == "/courses/"


def test_the_code_works_in_the_browser_that_asked(student: User) -> None:
    ask(student.email)
    thief = Client()
    ask(UNKNOWN, thief)
    mail.outbox.reverse()
    confirm(thief, mailed_code())
    assert not is_in(thief)


def test_a_code_does_not_replace_the_second_step(student: User) -> None:
    secret, client = with_app(student), Client()
    ask(student.email, client)
    assert confirm(client, mailed_code())["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    enter_code(client, code_of(secret))
    assert is_in(client)


def test_a_closed_account_gets_no_code(student: User) -> None:
    User.objects.filter(pk=student.pk).update(is_active=False)
    ask(student.email)
    assert re.findall(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[-1].body, re.M) == []


def story(address: str) -> list[tuple[int, str, str]]:
    """What somebody sees who asks for a code and guesses three times."""
    client = Client()
    answers = [ask(address, client), client.get(CONFIRM)]
    answers += [confirm(client, WRONG) for _try in range(3)]
    answers += [client.get(ASK)]
    told = [re.sub(r'value="[^"]{64}"', "", one.text).replace(address, "…") for one in answers]
    places = [one.get("Location", "") for one in answers]
    return list(zip([one.status_code for one in answers], places, told, strict=True))


def test_known_and_unknown_addresses_get_the_same(student: User) -> None:
    assert story(student.email) == story(UNKNOWN)


def test_both_get_one_mail_so_both_take_as_long(student: User) -> None:
    """Sending a mail is what takes time; no password is hashed."""
    for address in (student.email, UNKNOWN):
        ask(address)
    assert [message.to for message in mail.outbox] == [[student.email], [UNKNOWN]]


def test_both_ask_the_database_as_often(student: User) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            ask(address)
        return len(found)

    queries(student.email)
    assert abs(queries(student.email) - queries(UNKNOWN)) <= 1


@pytest.mark.parametrize("address", ["student@example.com", UNKNOWN])
def test_three_wrong_codes_end_it(student: User, address: str) -> None:
    client = Client()
    ask(address, client)
    code = mailed_code() if address != UNKNOWN else WRONG
    for _try in range(3):
        confirm(client, WRONG)
    confirm(client, code)
    assert not is_in(client)


@pytest.mark.parametrize("code", ["-", "- -", "\u200b", "0"])
def test_no_code_fits_an_unknown_address(db: None, code: str) -> None:
    client = Client()
    ask(UNKNOWN, client)
    assert confirm(client, code).status_code == 200
    assert not is_in(client)


def test_wrong_codes_are_counted_over_all_browsers(student: User) -> None:
    for _browser in range(2):
        client = Client()
        ask(student.email, client)
        for _try in range(3):
            confirm(client, WRONG)
    client = Client()
    ask(student.email, client)
    answer = confirm(client, mailed_code())
    assert "Too many wrong codes" in answer.text
    assert not is_in(client)


def test_asking_for_codes_fills_no_mailbox(student: User) -> None:
    for address in (student.email, UNKNOWN):
        answers = [ask(address) for _time in range(7)]
        assert [one.status_code for one in answers] == [302] * 5 + [200] * 2
        assert "Too many failed" in answers[-1].text
    assert len(mail.outbox) == 10
