"""The field for several people: the chosen ones as a list, more through a chooser.

PeoplePicker("choose-teacher", _("Choose teachers"))       of a ModelMultipleChoiceField
"""

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse_lazy
from wagtail.admin.staticfiles import versioned_static


class PeoplePicker(forms.SelectMultiple):
    template_name = "courses/admin/people_picker.html"

    def __init__(self, chooser: str, choose: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.chooser = chooser
        self.choose = choose

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Load only those who are chosen, however many could be."""
        context = forms.Widget.get_context(self, name, value, attrs)
        chosen = self._people(value)
        picker = {"people": chosen, "url": reverse_lazy(f"{self.chooser}:choose")}
        context["widget"] |= picker | {"choose": self.choose}
        return context

    def _people(self, value: Any) -> list[Any]:
        queryset = getattr(self.choices, "queryset", None)
        keys = [key for key in value or [] if _is_key(key)]
        return list(queryset.filter(pk__in=keys)) if queryset is not None else []

    @property
    def media(self) -> forms.Media:
        scripts = ("modal-workflow", "chooser-modal")
        return forms.Media(js=[versioned_static(f"wagtailadmin/js/{one}.js") for one in scripts])


def _is_key(key: Any) -> bool:
    try:
        UUID(str(key))
    except ValueError:
        return False
    return True
