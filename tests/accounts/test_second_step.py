"""The second step at log-in: set up by its owner, asked after the password, limited in tries."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.codes import code_of, enter_code, enter_password, recovery_codes, with_app
from tests.accounts.test_access import is_in
from tests.factories import PASSWORD

ACTIVATE = "/account/two-step/totp/activate/"


def confirmed(person: User) -> Client:
    """Logged in, and the password entered once more."""
    client = Client()
    enter_password(client, person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def wrong(secret: str) -> str:
    return f"{(int(code_of(secret)) + 500_000) % 1_000_000:06}"


def words(answer: Any) -> str:
    return " ".join(answer.context["form"].errors.get("code", []))


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_with_the_code_it_shows(student: User) -> None:
    client = confirmed(student)
    secret = client.get(ACTIVATE).context["form"].secret

    answer = client.post(ACTIVATE, {"code": code_of(secret)}, follow=True)

    assert answer.request["PATH_INFO"] == "/account/two-step/recovery-codes/"
    assert len(answer.context["unused_codes"]) == 10
    kinds = Authenticator.objects.filter(user=student).values_list("type", flat=True)
    assert sorted(kinds) == ["recovery_codes", "totp"]
    assert mail.outbox[-1].to == [student.email]


def test_a_wrong_code_sets_nothing_up(student: User) -> None:
    client = confirmed(student)
    secret = client.get(ACTIVATE).context["form"].secret
    client.post(ACTIVATE, {"code": wrong(secret)})
    assert not Authenticator.objects.exists()


def test_setting_up_asks_for_the_password_first(student: User) -> None:
    client = Client()
    enter_password(client, student)
    assert client.get(ACTIVATE)["Location"].startswith("/account/reauthenticate/")


def test_the_password_alone_lets_nobody_in(student: User) -> None:
    secret, client = with_app(student), Client()
    assert enter_password(client, student)["Location"] == "/account/two-step/authenticate/"
    assert not is_in(client)
    assert words(enter_code(client, wrong(secret))) == "Incorrect code."
    assert not is_in(client)
    enter_code(client, code_of(secret))
    assert is_in(client)


@pytest.mark.parametrize(("periods", "lets_in"), [(-3, False), (0, True), (1, True), (3, False)])
def test_a_code_counts_a_little_early_and_late(student: User, periods: int, lets_in: bool) -> None:
    secret, client = with_app(student), Client()
    enter_password(client, student)
    enter_code(client, code_of(secret, periods=periods))
    assert is_in(client) is lets_in


def test_a_code_lets_in_once(student: User) -> None:
    secret, home, thief = with_app(student), Client(), Client()
    code = code_of(secret, periods=1)
    for client in (home, thief):
        enter_password(client, student)
        enter_code(client, code)
    assert is_in(home)
    assert not is_in(thief)


def test_a_recovery_code_lets_in_once(student: User) -> None:
    with_app(student)
    code = recovery_codes(student)[0]
    home, thief = Client(), Client()
    for client in (home, thief):
        enter_password(client, student)
        enter_code(client, code)
    assert is_in(home)
    assert not is_in(thief)


def test_too_many_wrong_codes_have_to_wait(student: User) -> None:
    secret, client = with_app(student), Client()
    enter_password(client, student)
    for _try in range(5):
        enter_code(client, wrong(secret))
    answer = enter_code(client, code_of(secret))
    assert "Too many wrong codes. Try again in 5 minutes." in words(answer)
    assert not is_in(client)


def test_a_new_browser_gets_no_new_tries(student: User, settings: Any) -> None:
    secret = with_app(student)
    for _try in range(5):
        client = Client()
        enter_password(client, student)
        enter_code(client, wrong(secret))
    client = Client()
    enter_password(client, student)
    assert "Too many" in words(enter_code(client, code_of(secret)))


def test_its_owner_is_not_locked_out_by_a_thief(student: User) -> None:
    secret, home = with_app(student), Client()
    enter_password(home, student)
    enter_code(home, code_of(secret))
    home.post("/account/logout/")
    for n in range(35):
        thief = Client(REMOTE_ADDR=f"198.51.{n}.7")
        enter_password(thief, student)
        enter_code(thief, wrong(secret))

    enter_password(home, student)
    enter_code(home, code_of(secret, periods=1))

    assert is_in(home)


def test_wrong_codes_use_up_no_tries_of_the_password(student: User) -> None:
    secret, client = with_app(student), Client()
    enter_password(client, student)
    for _try in range(6):
        enter_code(client, wrong(secret))
    assert enter_password(Client(), student)["Location"] == "/account/two-step/authenticate/"


def test_secrets_are_not_stored_in_the_clear(student: User) -> None:
    secret = with_app(student)
    recovery_codes(student)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert '"seed": "gAAAA' in kept


def test_another_secret_key_makes_no_codes_fit(student: User, settings: Any) -> None:
    secret = with_app(student)
    code = recovery_codes(student)[0]
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-" + "y" * 50
    client = Client()
    enter_password(client, student)
    for one in (code_of(secret), code):
        enter_code(client, one)
        assert not is_in(client)
    settings.SECRET_KEY_FALLBACKS = [old]
    enter_code(client, code_of(secret, periods=1))
    assert is_in(client)


def test_people_with_a_second_step_may_change_their_address(student: User) -> None:
    with_app(student)
    client = Client()
    client.force_login(student)
    client.post(reverse("mfa_reauthenticate"), {"code": recovery_codes(student)[0]})
    form = {"action_add": "", "email": "elsewhere@example.com"}
    client.post(reverse("account_email"), form)
    assert mail.outbox[-1].to == ["elsewhere@example.com"]


def test_removing_the_app_removes_the_recovery_codes(student: User) -> None:
    with_app(student)
    recovery_codes(student)
    client = Client()
    client.force_login(student)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()


def test_the_page_offers_what_is_not_set_up(client: Client, student: User) -> None:
    client.force_login(student)
    page = client.get("/account/two-step/").text
    assert "Set up an app" in page
    assert "Recovery codes" not in page
    with_app(student)
    assert "Recovery codes" in client.get("/account/two-step/").text


def test_a_passkey_is_its_owners(client: Client, student: User, stranger: User) -> None:
    key = Authenticator.objects.create(user=student, type="webauthn", data={"name": "Phone"})
    client.force_login(stranger)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.post(reverse(name, args=[key.pk])).status_code == 404


def token(person: User, **more: str) -> Any:
    body = {"email": person.email, "password": PASSWORD, **more}
    return Client().post("/api/v1/auth/token/", body, content_type="application/json")


def test_a_token_needs_the_second_step_too(student: User) -> None:
    secret = with_app(student)
    for more, problem in (({}, "second_step_needed"), ({"code": wrong(secret)}, "wrong_code")):
        answer = token(student, **more)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, problem)
    code = code_of(secret)
    assert token(student, code=code).status_code == 200
    assert token(student, code=code).status_code == 401


def test_a_program_may_not_try_codes_without_end(student: User) -> None:
    secret = with_app(student)
    for _try in range(5):
        token(student, code=wrong(secret))
    answer = token(student, code=code_of(secret))
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 300


def test_a_wrong_password_tells_nothing_about_a_second_step(student: User) -> None:
    with_app(student)
    body = {"email": student.email, "password": "wrong"}
    answer = Client().post("/api/v1/auth/token/", body, content_type="application/json")
    assert answer.json()["error"]["code"] == "wrong_credentials"
