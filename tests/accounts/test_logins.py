"""A person sees where they are logged in, and ends one session or all others."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.logins import device, forget_all_ended
from accounts.models import User
from tests.accounts.test_access import is_in, opens, token_of
from tests.factories import PASSWORD

PAGE = "/account/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


def logged_in(person: User, agent: str = FIREFOX) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def listed(client: Client) -> list[tuple[str, bool]]:
    rows = client.get(PAGE).context["rows"]
    return [(row["device"], row["is_here"]) for row in rows]


def other_session(client: Client) -> UserSession:
    rows = client.get(PAGE).context["rows"]
    found: UserSession = next(row["session"] for row in rows if not row["is_here"])
    return found


def end(client: Client, session: UserSession) -> Any:
    return client.post(reverse("accounts:end_session", args=[session.pk]))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.5", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(agent: str, words: str) -> None:
    assert device(agent) == words


def test_the_list_names_each_browser_and_this_one(student: User) -> None:
    logged_in(student)
    phone = logged_in(student, PHONE)
    assert listed(phone) == [("Safari on iPhone", True), ("Firefox on Windows", False)]


def test_one_session_ends_at_once(student: User) -> None:
    home, phone = logged_in(student), logged_in(student, PHONE)
    assert end(home, other_session(home)).status_code == 302
    assert not is_in(phone)
    assert is_in(home)
    assert listed(home) == [("Firefox on Windows", True)]


def test_nobody_ends_the_session_of_another(student: User, stranger: User) -> None:
    home, thief = logged_in(student), logged_in(stranger)
    assert end(thief, UserSession.objects.get(user=student)).status_code == 404
    assert is_in(home)


def test_the_session_of_this_browser_is_ended_by_logging_out(student: User) -> None:
    home = logged_in(student)
    assert end(home, UserSession.objects.get(user=student)).status_code == 404
    home.post("/account/logout/")
    assert not UserSession.objects.exists()


def test_everywhere_else_ends_sessions_and_tokens_at_once(student: User, classmate: User) -> None:
    home, phone, token = logged_in(student), logged_in(student, PHONE), token_of(student)
    other = logged_in(classmate)

    answer = home.post(reverse("accounts:end_everywhere"), follow=True)

    assert "everywhere but here" in answer.text
    assert is_in(home)
    assert not is_in(phone)
    assert not opens(token)
    assert listed(home) == [("Firefox on Windows", True)]
    assert is_in(other)


def test_a_changed_password_leaves_only_this_browser_in_the_list(student: User) -> None:
    home = logged_in(student)
    logged_in(student, PHONE)
    words = {
        "oldpassword": PASSWORD,
        "password1": "seven calm owls",
        "password2": "seven calm owls",
    }
    home.post(reverse("account_change_password"), words)
    assert listed(home) == [("Firefox on Windows", True)]


def test_addresses_of_ended_sessions_are_forgotten(student: User) -> None:
    logged_in(student, PHONE)
    Session.objects.all().delete()
    home = logged_in(student)
    assert UserSession.objects.count() == 1
    assert listed(home) == [("Firefox on Windows", True)]


def test_sessions_that_ran_out_are_forgotten_every_hour(student: User) -> None:
    logged_in(student, PHONE)
    Session.objects.update(expire_date=timezone.now())
    home = logged_in(student)
    logged_in(student, PHONE).post("/account/logout/")
    forget_all_ended()
    assert Session.objects.count() == 1
    assert UserSession.objects.get().user_agent == FIREFOX
    assert is_in(home)


def test_a_visitor_without_a_browser_is_not_listed(client: Client, student: User) -> None:
    client.force_login(student)
    assert client.get(PAGE).status_code == 200
    assert not UserSession.objects.exists()


def test_a_long_list_takes_no_more_queries(student: User) -> None:
    home = logged_in(student)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            home.get(PAGE)
        return len(found)

    queries()
    one = queries()
    logged_in(student, PHONE)
    logged_in(student, EDGE)
    assert queries() == one
