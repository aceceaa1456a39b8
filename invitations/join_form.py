"""The one question of a class link: what is your name?"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User, refuse_impersonation
from accounts.names import tidied, validate_name


class JoinForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("So that your teacher knows who you are."),
        widget=forms.TextInput(
            attrs={"autocomplete": "name", "enterkeyhint": "go", "autofocus": True}
        ),
    )

    def clean_name(self) -> str:
        name: str = tidied(self.cleaned_data["name"])
        validate_name(name)
        if not name:
            raise ValidationError(_("Enter your name."))
        first, _space, last = name.partition(" ")
        refuse_impersonation(User(first_name=first, last_name=last))
        return name
