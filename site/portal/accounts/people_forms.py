"""The forms in which an admin makes an account and gives it a role."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from portal.accounts.models import User
from portal.accounts.roles import WHAT_ROLES_DO, Role


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Groups, each with what it may do; groups that the portal does not know by name alone."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        what = WHAT_ROLES_DO.get(obj.name)
        return f"{obj.name}: {what}" if what else str(obj.name)


class PersonFields(forms.ModelForm[User]):
    """What both forms share. `sends_link` says whether a link goes out after saving."""

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name_fields()
        may_make_superusers = for_user is not None and for_user.is_superuser
        if not may_make_superusers:
            self.fields.pop("is_superuser", None)
        self.order_fields(["email", "first_name", "last_name", "groups", "send_link"])

    def clean_email(self) -> str:
        """One mailbox is one person, however its address is written."""
        email: str = self.cleaned_data["email"].strip().lower()
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody has an account with this address."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance._state.adding and not cleaned.get("password1") and not self.sends_link:
            words = _("Write a first password, or send a link to choose one.")
            self.add_error("password1", words)
        return cleaned

    @property
    def sends_link(self) -> bool:
        return bool(self.cleaned_data.get("send_link"))

    def save(self, commit: bool = True) -> User:
        is_made = self.instance._state.adding
        if is_made and not self.cleaned_data.get("password1"):
            self.instance.set_unusable_password()
        person = super().save(commit=commit)
        self._forget_old_addresses(person)
        return person

    def _forget_old_addresses(self, person: User) -> None:
        """An address that was taken from somebody must not open the account any more."""
        EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()

    def _name_fields(self) -> None:
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("They log in with it.")
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
        self.fields["password1"].help_text = _("At least 10 characters. Tell it to them yourself.")

    class Meta(UserCreationForm.Meta):
        pass


class PersonForm(PersonFields, UserEditForm):
    groups = RolesField(queryset=Group.objects.order_by("pk"), label=_("Role"), required=False)
    send_link = forms.BooleanField(
        label=_("Send them a link to choose a new password"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        if "is_active" in self.fields:
            self.fields["is_active"].label = _("May log in")
            self.fields["is_active"].help_text = _(
                "Take this away instead of deleting the account: their takes and feedback stay."
            )

    class Meta(UserEditForm.Meta):
        pass
