"""Tokens: requested, used, revoked; wrong credentials and deactivated people get none."""

import pytest
from django.core.cache import cache

from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


def ask(client, email, password=PASSWORD):
    return client.post(
        "/api/v1/auth/token/",
        {"email": email, "password": password},
        content_type="application/json",
    )


def me(client, token):
    return client.get("/api/v1/auth/me/", headers={"Authorization": f"Token {token}"})


def test_token_opens_the_api(client, student):
    token = ask(client, student.email).json()["token"]

    assert me(client, token).json() == {
        "id": str(student.pk),
        "email": student.email,
        "name": student.display_name,
        "roles": ["Students"],
    }


def test_wrong_credentials_get_the_standard_error_format(client, student):
    for email, password in [(student.email, "wrong"), ("nobody@example.com", PASSWORD)]:
        answer = ask(client, email, password)
        assert answer.status_code == 401
        assert answer.json() == {
            "error": {
                "code": "wrong_credentials",
                "message": "The e-mail address or password is wrong.",
            }
        }


def test_missing_fields_are_named(client, db):
    answer = client.post("/api/v1/auth/token/", {}, content_type="application/json")

    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {"email", "password"}


def test_revoked_token_is_refused(client, student):
    token = ask(client, student.email).json()["token"]
    client.post("/api/v1/auth/token/revoke/", headers={"Authorization": f"Token {token}"})

    assert me(client, token).status_code == 401


def test_deactivated_person_is_refused_at_once(client, student):
    token = ask(client, student.email).json()["token"]
    student.is_active = False
    student.save(update_fields=["is_active"])

    assert me(client, token).status_code == 401
    assert ask(client, student.email).status_code == 401


def test_only_a_hash_of_the_token_is_stored(client, student):
    from knox.models import get_token_model

    token = ask(client, student.email).json()["token"]

    row = get_token_model().objects.get()
    assert token not in (row.digest, row.token_key)


def test_the_sixth_wrong_attempt_for_an_address_is_refused(client, student):
    answers = [ask(client, student.email, "wrong").status_code for _ in range(6)]

    assert answers == [401] * 5 + [429]
    assert ask(client, student.email).status_code == 429


def test_limits_count_callers_not_spoofed_addresses(client, db):
    """A spoofed X-Forwarded-For does not count as another caller."""
    answers = [
        client.post(
            "/api/v1/auth/token/",
            {"email": "person@example.com", "password": "wrong"},
            content_type="application/json",
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        ).status_code
        for n in range(100)
    ]

    assert answers == [401] * 5 + [429] * 95
