"""Forms for a person's own profile, for logging in and for e-mail addresses."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
)
from allauth.core import context
from django import forms
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import languages
from accounts.fields import AddressFormField
from accounts.models import User
from accounts.services import vouch_for_address

link_asked_for = Signal()
"""`request`, `address`: somebody asked for a link to choose a new password."""

code_asked_for = Signal()
"""`request`, `address`: somebody asked for a code that logs in without a password."""


class ProfileForm(forms.ModelForm[User]):
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=languages.choices, required=False)

    class Meta:
        model = User
        fields = ["first_name", "last_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = self.instance.language
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"


def _read_pasted(form: forms.BaseForm, name: str) -> None:
    """allauth's own field would refuse an address copied from a class list or a mail program."""
    widget = form.fields[name].widget
    widget.attrs.pop("placeholder", None)  # the label again
    form.fields[name] = AddressFormField(label=_("E-mail address"), widget=widget)


class LogInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _read_pasted(self, "login")


class AskForLinkForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _read_pasted(self, "email")

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        address: str = super().save(request, **kwargs)
        link_asked_for.send(sender=type(self), request=request, address=address)
        return address


class AskForCodeForm(RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _read_pasted(self, "email")

    def clean_email(self) -> str:
        address: str = super().clean_email()
        code_asked_for.send(sender=type(self), request=context.request, address=address)
        return address


class AnotherAddressForm(AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _read_pasted(self, "email")

    def clean_email(self) -> str:
        """Accounts that an admin made are unknown to allauth, which looks for verified ones."""
        address: str = super().clean_email()
        owner = User.objects.filter(email=address).first()
        if owner is not None:
            vouch_for_address(owner)
        return address
