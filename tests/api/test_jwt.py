"""JWTs: a pair for a log-in, refreshed once each, and ended by whatever ends sessions."""

from functools import partial
from typing import Any

import pytest
from allauth.headless.tokens.strategies.jwt import internal
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from accounts import jwt_tokens
from accounts.logins import sessions_of
from accounts.models import User
from tests.accounts.codes import code_of, with_app
from tests.at_once import at_once
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
JWT = "/api/v1/auth/jwt/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def post(path: str, body: dict[str, Any] | None = None, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().post(path, body or {}, content_type="application/json", headers=headers)


def log_in(user: User, **extra: str) -> dict[str, Any]:
    answer = post(JWT, {"email": user.email, "password": PASSWORD, **extra})
    assert answer.status_code == 200, answer.content
    pair: dict[str, Any] = answer.json()
    return pair


def refreshed(token: str) -> Any:
    return post(f"{JWT}refresh/", {"refresh_token": token})


def opens(token: str) -> bool:
    headers = {"Authorization": f"Bearer {token}"}
    return Client().get("/api/v1/auth/me/", headers=headers).status_code == 200


def test_a_pair_opens_the_api_and_is_listed_as_a_log_in(student: User) -> None:
    pair = log_in(student)
    assert opens(pair["access_token"])
    assert pair["expires_in"] == 300
    assert sessions_of(student).count() == 1
    assert not opens(pair["refresh_token"])


def test_a_refresh_token_works_once(student: User) -> None:
    first = log_in(student)
    second = refreshed(first["refresh_token"]).json()
    assert opens(second["access_token"])
    again = refreshed(first["refresh_token"])
    assert (again.status_code, again.json()["error"]["code"]) == (401, "token_ended")
    assert refreshed(second["refresh_token"]).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_refresh_at_once_one_gets_the_next_pair(student: User) -> None:
    token = log_in(student)["refresh_token"]
    pairs = at_once(*[partial(jwt_tokens.refresh, token)] * 4)
    assert sum(pair is not None for pair in pairs) == 1


@pytest.mark.parametrize("change", ["password", "inactive", "everywhere", "revoke"])
def test_what_ends_access_ends_both_tokens_at_once(student: User, change: str) -> None:
    pair = log_in(student)
    if change == "password":
        student.set_password("another calm owl")
        student.save()
    elif change == "inactive":
        student.is_active = False
        student.save()
    elif change == "everywhere":
        student.end_access(everywhere=True)
    else:
        done = post("/api/v1/auth/token/revoke/", token=pair["access_token"])
        assert done.status_code == 204
    assert not opens(pair["access_token"])
    assert refreshed(pair["refresh_token"]).status_code == 401
    assert not sessions_of(student).exists()


def test_wrong_credentials_and_a_missing_second_step_get_none(student: User) -> None:
    wrong = post(JWT, {"email": student.email, "password": "wrong"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "wrong_credentials")
    secret = with_app(student)
    body = {"email": student.email, "password": PASSWORD}
    assert post(JWT, body).json()["error"]["code"] == "second_step_needed"
    assert Session.objects.count() == 0
    assert opens(log_in(student, code=code_of(secret))["access_token"])


def test_wrong_passwords_count_together_with_those_of_the_page(student: User) -> None:
    for _try in range(5):
        post(JWT, {"email": student.email, "password": "wrong"})
    refused = post(JWT, {"email": student.email, "password": PASSWORD})
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_tries")
    assert refused["Retry-After"]


def test_a_forged_or_odd_token_opens_nothing(student: User, settings: Any) -> None:
    pair = log_in(student)
    head, body, _mark = pair["access_token"].split(".")
    for odd in (f"{head}.{body}.", "a.b.c", "é", pair["access_token"][:-2], "x" * 5000):
        assert not opens(odd)
        assert refreshed(odd).status_code in (400, 401)
    settings.SECRET_KEY = "k" * 60
    internal._get_jwt_config_cached.cache_clear()
    assert not opens(pair["access_token"])


def test_the_log_in_of_the_browser_that_asks_is_left_alone(student: User, teacher: User) -> None:
    browser = Client()
    browser.force_login(teacher)
    body = {"email": student.email, "password": PASSWORD}
    pair = browser.post(JWT, body, content_type="application/json").json()
    assert browser.get("/api/v1/auth/me/").json()["email"] == teacher.email
    assert opens(pair["access_token"])
    assert sessions_of(student).count() == 1


def test_it_opens_the_videos_that_its_person_may_watch(
    student: User, stranger: User, take: Any
) -> None:
    streams = f"/api/v1/clips/{take.pk}/streams/"
    codes = []
    for person in (student, stranger):
        headers = {"Authorization": f"Bearer {log_in(person)['access_token']}"}
        codes.append(Client().get(streams, headers=headers).status_code)
    assert codes[1] == 404
    assert codes[0] != 401
