"""Cells of the queue."""

from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, TitleColumn

from feedback.models import ModerationCase

WORDS_SHOWN = 90


def case_url(case: ModerationCase) -> str:
    """At its moment: the player on that page reads `t`."""
    url = reverse("moderation:inspect", args=[case.pk])
    return f"{url}?t={case.at_ms}" if case.at_ms is not None else url


class CaseColumn(TitleColumn):
    """What was said, with what it is, whose and where below."""

    cell_template_name = "feedback/moderation/admin/_case_cell.html"

    def get_value(self, instance: ModerationCase) -> str:
        if instance.said:
            return Truncator(instance.said).chars(WORDS_SHOWN)
        return str(instance.take) if instance.take else _("(words erased)")

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"case": instance}


class ReportsColumn(Column):
    """How many reports, the newest reasons, and by whom."""

    cell_template_name = "feedback/moderation/admin/_reports_cell.html"

    def get_value(self, instance: ModerationCase) -> int:
        return instance.report_count

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        listed = instance.listed_reports
        more = max(instance.report_count - len(listed), 0)
        held_for = instance.get_held_for_display()
        return context | {"reports": listed, "more": more, "held_for": held_for}
