"""The forms of the second step at log-in, with our limits on wrong codes."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.limits import Tries
from accounts.models import User

USED_SECONDS = 120
"""Longer than any code of an app is accepted."""


class LimitedCode:
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        write_code(self.fields["code"])  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        tries = Tries(context.request, self.user.email, of_codes=True)
        tries.take()
        code: str = super().clean_code()  # type: ignore[misc]
        use_up(self.user, code)
        tries.rollback()
        return code


class SecondStepForm(LimitedCode, AuthenticateForm):
    pass


class CodeAgainForm(LimitedCode, ReauthenticateForm):
    pass


class MailedCodeForm(ConfirmLoginCodeForm):
    """A code that was mailed, for the address that somebody entered before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        write_code(self.fields["code"])
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code"}

    def clean_code(self) -> str:
        address = context.request._login_stage.state.get("email", "")
        tries = Tries(context.request, address, of_codes=True)
        tries.take()
        if not self.expected_code:  # nobody has this address
            raise get_adapter().validation_error("incorrect_code")
        code: str = super().clean_code()
        tries.rollback()
        return code


class FirstCodeForm(ActivateTOTPForm):
    """Without a limit: the secret has just been shown to whoever types the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        write_code(self.fields["code"])

    def clean_code(self) -> str:
        code: str = super().clean_code()
        use_up(self.user, code)
        return code


class NewPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _(
            "So that you can tell it from others, such as “My phone”."
        )
        passwordless = self.fields["passwordless"]
        passwordless.label = _("Log in with it alone, without the password")
        passwordless.help_text = _("Your device then asks for your finger, your face or its PIN.")
        passwordless.initial = True


class PasskeyNameForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")


def write_code(field: forms.Field) -> None:
    field.label = _("Code")
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


def use_up(user: User, code: str) -> None:
    """A code that somebody read over a shoulder is worth nothing. Raises ValidationError."""
    plain = "".join(filter(str.isalnum, code)).upper()
    mark = salted_hmac("practika.used_code", f"{user.pk} {plain}").hexdigest()[:32]
    if not cache.add(f"codes:used:{mark}", 1, USED_SECONDS):
        raise get_adapter().validation_error("incorrect_code")


def accepts_code(request: HttpRequest, user: User, code: str) -> bool:
    """For callers without a page. Raises ValidationError when there were too many wrong ones."""
    with context.request_context(request):
        form = SecondStepForm(user=user, data={"code": code})
        if form.is_valid():
            return True
    for error in form.errors.as_data().get("code", []):
        if error.code == "too_many_login_attempts":
            raise error
    return False
