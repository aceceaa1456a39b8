"""Signing up with an invitation: the address is given, and verified by the link."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.core import context as allauth_context
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.models import User, refuse_impersonation
from core.errors import Refusal
from invitations import doors, services

HAS_ACCOUNT = _("You have an account with this address already. Log in, then open the link again.")


class SignUpForm(SignupForm):
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    field_order = ["email", "first_name", "last_name", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = doors.usable(allauth_context.request)
        invitation = self.invitation
        email = self.fields["email"]
        email.label, email.disabled = _("E-mail address"), True
        email.help_text = _("You will log in with it.")
        email.initial = self.initial["email"] = invitation.email if invitation else ""
        self._name_fields()
        self.fields["password1"].help_text = _("At least 10 characters.")

    def _name_fields(self) -> None:
        for name, kind in (("first_name", "given-name"), ("last_name", "family-name")):
            self.fields[name].widget.attrs["autocomplete"] = kind
            if self.invitation:
                self.fields[name].initial = getattr(self.invitation, name)

    def clean_first_name(self) -> str:
        return _name("first_name", self.cleaned_data["first_name"])

    def clean_last_name(self) -> str:
        return _name("last_name", self.cleaned_data["last_name"])

    def validate_unique_email(self, value: str) -> str:
        if User.objects.filter(email=value).exists():
            raise ValidationError(HAS_ACCOUNT)
        return value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        person = User(
            first_name=cleaned.get("first_name", ""), last_name=cleaned.get("last_name", "")
        )
        person.coming_roles = {self.invitation.role} if self.invitation else set()
        if person.first_name and not person.is_staff_member:
            refuse_impersonation(person)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponseBase | None]:
        """Somebody who uses the same link at the same moment finds it used."""
        try:
            return self.save(request), None
        except (Refusal, IntegrityError):
            return None, redirect("invitations:landing")

    def save(self, request: HttpRequest) -> User:
        invitation = self.invitation
        if invitation is None:
            raise Refusal("used", services.NOT_OPEN)
        with transaction.atomic():
            get_adapter().stash_verified_email(request, invitation.email)
            person: User = super().save(request)
            services.accept(invitation=invitation, person=person)
        doors.forget(request)
        return person


def _name(field: str, text: str) -> str:
    model_field: Any = User._meta.get_field(field)
    return str(model_field.clean(text, None))
