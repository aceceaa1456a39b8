"""API tokens: named, shown once, allowed some things only, used and revoked under watch."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.permissions import SAFE_METHODS
from wagtail.models import ModelLogEntry

from accounts.api_tokens import create_token, lifetimes, tokens_of
from accounts.models import ApiToken, User
from accounts.scopes import EVERYTHING, PRACTISING, TEACHING, Scope, offered_to, read, written
from core.errors import Refusal
from tests.accounts.test_access import people_form, token_of
from tests.factories import PASSWORD
from tests.migrations import run
from tests.security.routes import all_routes

NONE: frozenset[Scope] = frozenset()


def confirmed(person: User) -> Client:
    client = Client()
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def header(secret: str) -> dict[str, str]:
    return {"Authorization": f"Token {secret}"}


def made(person: User, allowed: frozenset[Scope] = EVERYTHING, days: int = 30) -> str:
    return create_token(actor=person, name="Script", allowed=allowed, days=days)[1]


def create(client: Client, **values: Any) -> Any:
    form = {"name": "Upload script", "days": "30", "allowed": ["practise"], **values}
    return client.post(reverse("accounts:create_token"), form)


def test_a_token_is_shown_once(student: User) -> None:
    client = confirmed(student)
    answer = create(client)
    secret = answer.context["secret"]
    assert secret in answer.text
    assert "no-store" in answer["Cache-Control"]
    page = client.get("/account/tokens/").text
    assert "Upload script" in page
    assert secret not in page
    assert not AuthToken.objects.filter(digest=secret).exists()
    assert Client().get("/api/v1/auth/me/", headers=header(secret)).status_code == 200


def test_creating_one_asks_for_the_password(student: User) -> None:
    client = Client()
    client.force_login(student)
    assert create(client)["Location"].startswith("/account/reauthenticate/")
    assert not ApiToken.objects.exists()
    form = {"password": PASSWORD, "next": reverse("accounts:create_token")}
    assert "shown only this once" in client.post(reverse("account_reauthenticate"), form).text


@pytest.mark.parametrize("values", [{"name": ""}, {"days": "5000"}, {"allowed": ["teach"]}])
def test_a_wrong_wish_makes_none(student: User, values: dict[str, Any]) -> None:
    assert create(confirmed(student), **values).context["form"].errors
    assert not ApiToken.objects.exists()


def test_scopes_are_offered_by_right(student: User, teacher: User, admin: User) -> None:
    assert offered_to(student) == [Scope.READ, Scope.PRACTISE]
    assert offered_to(teacher) == [Scope.READ, Scope.PRACTISE, Scope.TEACH]
    assert offered_to(admin) == list(Scope)


def test_scopes_are_read_as_written() -> None:
    assert read(written(TEACHING)) == {Scope.READ, Scope.TEACH}
    assert read(written(NONE)) == {Scope.READ}
    assert read(None) == EVERYTHING
    assert read("") == NONE


def test_a_token_lives_no_longer_than_the_operator_allows(student: User, settings: Any) -> None:
    settings.API_TOKEN_DAYS = 60
    assert [days for days, _words in lifetimes()] == [7, 30, 60]
    made(student, days=365)
    expiry = AuthToken.objects.get().expiry
    assert timedelta(days=59) < expiry - timezone.now() <= timedelta(days=60)


@pytest.mark.parametrize(
    ("allowed", "status"), [(NONE, 403), (TEACHING, 403), (PRACTISING, 200), (EVERYTHING, 200)]
)
def test_a_token_does_what_its_scopes_say(
    student: User, take: Any, allowed: frozenset[Scope], status: int
) -> None:
    secret = made(student, allowed)
    url = f"/api/v1/clips/{take.pk}/commit/"
    answer = Client().post(url, headers=header(secret), content_type="application/json")
    assert answer.status_code == status, answer.text
    if status == 403:
        assert answer.json()["error"]["code"] == "out_of_scope"
    assert Client().get(f"/api/v1/clips/{take.pk}/", headers=header(secret)).status_code == 200


@pytest.mark.parametrize(("allowed", "status"), [(NONE, 404), (PRACTISING, 302), (TEACHING, 302)])
def test_scopes_count_outside_of_the_api_too(
    student: User, take: Any, allowed: frozenset[Scope], status: int
) -> None:
    """A program may also ask for a video to be tried again where people do."""
    secret = made(student, allowed)
    url = f"/videos/{take.asset.pk}/retry/"
    assert Client().post(url, headers=header(secret)).status_code == status
    watched = Client().get(f"/videos/{take.asset.pk}/status/", headers=header(secret))
    assert watched.status_code == 200


def test_scopes_give_nobody_more_than_they_may(stranger: User, take: Any) -> None:
    secret = made(stranger, EVERYTHING)
    answer = Client().get(f"/api/v1/clips/{take.pk}/", headers=header(secret))
    assert answer.status_code == 404


def test_every_change_by_the_api_names_its_scope() -> None:
    """One that names none takes `manage`, which is right only for what admins do."""
    without = set()
    for route in all_routes():
        view = getattr(route.view, "cls", None)
        if not route.pattern.startswith("api/v1/") or view is None or not route.is_ours:
            continue
        changes = {verb.upper() for verb in view.http_method_names if hasattr(view, verb)}
        if changes - set(SAFE_METHODS) and not hasattr(view, "token_scopes"):
            without.add(route.pattern)
    auth = ("token/", "token/revoke/", "jwt/", "jwt/refresh/")
    assert without == {f"api/v1/auth/{path}" for path in auth}


def test_its_last_use_is_noted_now_and_then(student: User) -> None:
    secret = made(student)

    def used() -> Any:
        Client().get("/api/v1/auth/me/", headers=header(secret))
        return ApiToken.objects.get().last_used_at

    first = used()
    assert first is not None
    assert used() == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=6))
    assert used() > first


def test_a_program_that_logs_in_gets_one_too(student: User) -> None:
    token_of(student)
    [token] = tokens_of(student)
    assert str(token) == "Log-in of a program"
    assert read(token.scopes) == EVERYTHING


def test_its_owner_revokes_it(student: User) -> None:
    secret, client = made(student), Client()
    client.force_login(student)
    client.post(reverse("accounts:revoke_token", args=[ApiToken.objects.get().pk]))
    assert Client().get("/api/v1/auth/me/", headers=header(secret)).status_code == 401
    assert not AuthToken.objects.exists()


def test_nobody_revokes_anothers(student: User, stranger: User) -> None:
    made(student)
    client = Client()
    client.force_login(stranger)
    url = reverse("accounts:revoke_token", args=[ApiToken.objects.get().pk])
    assert client.post(url).status_code == 404
    assert ApiToken.objects.exists()


def test_an_admin_revokes_anothers(admin: User, student: User) -> None:
    made(student)
    made(student)
    kept, gone = tokens_of(student)
    client = Client()
    client.force_login(admin)
    url = reverse("wagtailusers_users:edit", args=[student.pk])
    assert "Script: never used" in client.get(url).text
    client.post(url, people_form(student, revoked_tokens=[str(gone.pk)]))
    assert list(tokens_of(student)) == [kept]
    row = ModelLogEntry.objects.get(action="accounts.token_revoked")
    assert (row.object_id, row.user) == (str(student.pk), admin)


def test_an_admin_revokes_only_tokens_of_this_person(
    admin: User, student: User, classmate: User
) -> None:
    made(student)
    made(classmate)
    client = Client()
    client.force_login(admin)
    form = people_form(student, revoked_tokens=[str(tokens_of(classmate).get().pk)])
    client.post(reverse("wagtailusers_users:edit", args=[student.pk]), form)
    assert tokens_of(classmate).exists()


def test_ended_tokens_are_not_listed(student: User) -> None:
    made(student)
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert not tokens_of(student).exists()


def test_nobody_collects_tokens(student: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("accounts.api_tokens.MAX_TOKENS", 1)
    made(student)
    with pytest.raises(Refusal, match="too many"):
        made(student)


def test_ended_access_counts_tokens_only(student: User) -> None:
    made(student)
    made(student)
    student.end_access(everywhere=True)
    row = ModelLogEntry.objects.get(action="accounts.tokens_ended")
    assert row.data == {"count": 2}


def test_a_long_list_takes_no_more_queries(student: User) -> None:
    client = Client()
    client.force_login(student)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/account/tokens/")
        return len(found)

    made(student)
    queries()
    one = queries()
    made(student)
    made(student)
    assert queries() == one


def test_tokens_of_before_scopes_keep_what_they_could(student: User) -> None:
    secret = AuthToken.objects.create(student)[1]
    run("accounts", "0009_api_tokens", "describe_old_tokens")
    assert read(tokens_of(student).get().scopes) == EVERYTHING
    Client().get("/api/v1/auth/me/", headers=header(secret))
    assert tokens_of(student).get().last_used_at is not None
