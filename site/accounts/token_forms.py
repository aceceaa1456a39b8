"""The forms for API tokens: a person's own, and those that an admin revokes."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scopes
from accounts.api_tokens import lifetimes
from accounts.models import ApiToken, User
from accounts.scopes import Scope


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("What it is for, such as “Upload script on my laptop”."),
    )
    allowed = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do besides reading what you can see"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Works for"), coerce=int)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [scope for scope in scopes.offered_to(person) if scope is not Scope.READ]
        allowed: Any = self.fields["allowed"]
        allowed.choices = [(scope.value, scope.label) for scope in offered]
        days: Any = self.fields["days"]
        days.choices = lifetimes()

    def clean_allowed(self) -> frozenset[Scope]:
        return frozenset(Scope(value) for value in self.cleaned_data["allowed"])


class TokensField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Somebody's tokens, each with its use, for an admin to revoke."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        token: ApiToken = obj
        used = token.last_used_at
        words = _("last used on %(day)s") if used else _("never used")
        day = date_format(localtime(used), "DATE_FORMAT") if used else ""
        return f"{token}: {words % {'day': day}}"
