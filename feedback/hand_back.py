"""What a teacher says to the assistant whose draft they send back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SendBackForm(forms.Form):
    words = forms.CharField(
        label=_("What is missing?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Only the assistant reads it, above the draft."),
    )
