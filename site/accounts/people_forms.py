"""The forms where an admin creates or edits an account and gives it a role."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from accounts.api_tokens import tokens_of
from accounts.fields import AddressFormField
from accounts.last_admin import LAST_ADMIN, leaves_no_admin
from accounts.models import ApiToken, User
from accounts.roles import WHAT_ROLES_DO, Role
from accounts.token_forms import TokensField


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Groups, each with what it may do; groups unknown to the portal show only their name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        what = WHAT_ROLES_DO.get(obj.name)
        return f"{obj.name}: {what}" if what else str(obj.name)


class PersonFields(forms.ModelForm[User]):
    """What both forms share. `sends_link` says whether a link goes out after saving."""

    email = AddressFormField(label=_("E-mail address"), help_text=_("They use it to log in."))

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name_fields()
        may_make_superusers = for_user is not None and for_user.is_superuser
        if not may_make_superusers:
            self.fields.pop("is_superuser", None)
        self.order_fields(["email", "first_name", "last_name", "groups", "send_link"])

    def clean_email(self) -> str:
        """One mailbox is one person, however its address is written."""
        email: str = self.cleaned_data["email"]
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(email=email).exists():
            raise forms.ValidationError(_("Someone already has an account with this address."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance._state.adding and not cleaned.get("password1") and not self.sends_link:
            words = _("Enter a first password, or send a link to choose one.")
            self.add_error("password1", words)
        # Set before the model checks the name; `groups` is only saved afterwards.
        self.instance.coming_roles = {group.name for group in cleaned.get("groups") or []}
        if self.ends_the_last_admin(cleaned):
            raise forms.ValidationError(LAST_ADMIN)
        return cleaned

    def ends_the_last_admin(self, cleaned: dict[str, Any]) -> bool:
        return not self.will_manage(cleaned) and leaves_no_admin([self.instance])

    def will_manage(self, cleaned: dict[str, Any]) -> bool:
        roles = self.instance.coming_roles or set()
        superuser = cleaned.get("is_superuser", self.instance.is_superuser)
        active = cleaned.get("is_active", self.instance.is_active)
        return bool(active and (superuser or Role.ADMIN.value in roles))

    @property
    def sends_link(self) -> bool:
        return bool(self.cleaned_data.get("send_link"))

    def save(self, commit: bool = True) -> User:
        is_new = self.instance._state.adding
        if is_new and not self.cleaned_data.get("password1"):
            self.instance.set_unusable_password()
        person = super().save(commit=commit)
        self._forget_old_addresses(person)
        return person

    def _forget_old_addresses(self, person: User) -> None:
        """An address that was removed must no longer give access to the account."""
        EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()

    def _name_fields(self) -> None:
        self.fields["first_name"].label = _("First name")
        self.fields["last_name"].label = _("Last name")
        self.fields["last_name"].required = False
        if "is_superuser" in self.fields:
            self.fields["is_superuser"].label = _("May do everything")
        for name in ("password1", "password2"):
            self.fields[name].required = False


class NewPersonForm(PersonFields, UserCreationForm):
    groups = RolesField(queryset=Group.objects.order_by("pk"), label=_("Role"))
    send_link = forms.BooleanField(
        label=_("Send them a link to choose a password"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("groups", Group.objects.filter(name=Role.STUDENT.value))
        self.fields["password1"].label = _("Or a first password")
        self.fields["password1"].help_text = _("At least 10 characters. You pass it on yourself.")

    class Meta(UserCreationForm.Meta):
        pass


class PersonForm(PersonFields, UserEditForm):
    groups = RolesField(queryset=Group.objects.order_by("pk"), label=_("Role"), required=False)
    send_link = forms.BooleanField(
        label=_("Send them a link to choose a new password"), required=False
    )

    reset_second_step = forms.BooleanField(
        label=_("Reset their two-step log-in"),
        required=False,
        help_text=_(
            "For somebody who lost their phone or key: removes apps, passkeys and recovery codes. "
            "Make sure that it is really them who ask."
        ),
    )

    revoked_tokens = TokensField(
        queryset=ApiToken.objects.none(), label=_("Revoke their API tokens"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_mfa_enabled(self.instance):
            del self.fields["reset_second_step"]
        tokens: Any = self.fields["revoked_tokens"]
        tokens.queryset = tokens_of(self.instance).select_related("secret__user")
        if not tokens.queryset.exists():
            del self.fields["revoked_tokens"]
        self.fields["password1"].label = _("New password")
        if not self.instance.address:
            self._may_lack_an_address()
        if "is_active" in self.fields:
            self.fields["is_active"].label = _("May log in")
            self.fields["is_active"].help_text = _(
                "Turn this off instead of erasing the account: their takes and feedback are kept."
            )

    class Meta(UserEditForm.Meta):
        pass

    def _may_lack_an_address(self) -> None:
        """Somebody who came by a class link; the placeholder stays unless one is entered."""
        email = self.fields["email"]
        email.required, self.initial["email"] = False, ""
        email.help_text = _("They came by a class link, and have not added one yet.")

    def clean_email(self) -> str:
        if not self.cleaned_data["email"] and not self.instance.address:
            return str(self.instance.email)
        return super().clean_email()
