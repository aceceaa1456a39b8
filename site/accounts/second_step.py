"""The second step at log-in: how allauth keeps its secrets here, and what it calls this portal."""

import base64
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.own_address import OwnSite

OF_TOTP_SECRETS = 20


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets are encrypted with the SECRET_KEY: a copy of the database alone makes no codes."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # Another SECRET_KEY: no code fits any more, and an admin resets the second step.
            return base64.b32encode(secrets.token_bytes(OF_TOTP_SECRETS)).decode()

    def _get_site_name(self) -> str:
        return str(OwnSite())

    def generate_authenticator_name(
        self,
        user: AbstractBaseUser,
        type: Authenticator.Type,  # noqa: A002
    ) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key_from(key)) for key in keys])


def _key_from(secret: str | bytes) -> bytes:
    mac = salted_hmac("practika.second_step", b"", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(mac.digest())
