"""Booleans in words: lists, filters and details in the admin show "Yes" and "No".

Wagtail shows Python's `True`. The cell of lists is in templates/wagtailadmin/tables/; for
comparisons see `comparing`.
"""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.db import models
from django.utils.translation import gettext as _
from wagtail.admin.active_filters import (
    ActiveFilter,
    BaseFilterAdapter,
    register_filter_adapter_class,
)
from wagtail.admin.ui.fields import BaseFieldDisplay, register_display_class


def yes_or_no(value: bool | None) -> str:
    if value is None:
        return _("Unknown")
    return _("Yes") if value else _("No")


class YesNoFilterAdapter(BaseFilterAdapter):
    def get_active_filters(self) -> Iterator[ActiveFilter]:
        for active in super().get_active_filters():
            yield active._replace(value=yes_or_no(self.value))


class YesNoDisplay(BaseFieldDisplay):
    template_name = "core/_yes_no.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"words": yes_or_no(self.value)}


def show_in_words() -> None:
    register_filter_adapter_class(django_filters.BooleanFilter, adapter_class=YesNoFilterAdapter)
    register_display_class(models.BooleanField, display_class=YesNoDisplay)
