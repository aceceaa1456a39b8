"""A person's second step, as the app on their phone would have it."""

import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD

PERIOD = 30


def code_of(secret: str, *, periods: int = 0) -> str:
    """What the app shows now, or so many periods from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + periods)))


def with_app(person: User) -> str:
    """Sets their app up; returns its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def recovery_codes(person: User) -> list[str]:
    found: list[str] = RecoveryCodes.activate(person).get_unused_codes()
    return found


def enter_password(client: Client, person: User) -> Any:
    form = {"login": person.email, "password": PASSWORD}
    return client.post(reverse("account_login"), form)


def enter_code(client: Client, code: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code})
