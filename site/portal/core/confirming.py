"""The form below "this goes for good": its name is typed, so that nobody does it by habit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TypedConfirmation(forms.Form):
    """`TypedConfirmation(request.POST or None, wanted=person.email, label=_("…"))`"""

    typed = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, wanted: str, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        self.fields["typed"].label = label
        self.fields["typed"].help_text = wanted

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"].strip()
        if typed.casefold() != self.wanted.strip().casefold():
            raise forms.ValidationError(_("This is not the same. Nothing was erased."))
        return typed
