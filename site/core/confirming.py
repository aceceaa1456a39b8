"""The form that confirms erasing: a name must be typed, so that nobody does it by habit."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TypedConfirmation(forms.Form):
    """`TypedConfirmation(request.POST or None, wanted=person.email, label=_("…"))`

    `reading` normalises both the typed and the wanted text.
    """

    typed = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(
        self,
        *args: Any,
        wanted: str,
        label: Any,
        reading: Callable[[str], str] = str.strip,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.wanted, self.reading = wanted, reading
        self.fields["typed"].label = label
        self.fields["typed"].help_text = wanted

    def clean_typed(self) -> str:
        typed = self.reading(self.cleaned_data["typed"])
        if typed.casefold() != self.reading(self.wanted).casefold():
            raise forms.ValidationError(_("That doesn't match. Nothing was erased."))
        return typed
