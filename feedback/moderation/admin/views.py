"""The queue, and the page of a case, where it is decided."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import (
    BulkActionsCheckboxColumn,
    Column,
    DateColumn,
    StatusTagColumn,
)
from wagtail.admin.views import generic
from wagtail.models import ModelLogEntry

from accounts.people import person
from core.errors import Refusal
from core.paging import LongListPaginator
from feedback.models import ModerationCase
from feedback.moderation.admin.columns import CaseColumn, ReportsColumn, case_url
from feedback.moderation.decisions import Decision, decide
from feedback.moderation.forms import DecisionForm

VIEW_PERMISSIONS = ["view", "change"]
EARLIER_SHOWN = 10
REPORTS_SHOWN = 50


class CaseListView(generic.IndexView):
    page_title = gettext_lazy("Moderation")
    paginator_class = LongListPaginator
    any_permission_required = VIEW_PERMISSIONS
    template_name = "feedback/moderation/admin/cases.html"
    results_template_name = "feedback/moderation/admin/cases_results.html"

    def get_base_queryset(self) -> QuerySet[ModerationCase]:
        return ModerationCase.objects.with_rows()

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="case"),
            CaseColumn(
                "said",
                label=_("Reported"),
                get_url=case_url,
                get_title_id=lambda case: f"case_{case.pk}_title",
            ),
            ReportsColumn("report_count", label=_("Reports"), sort_key="report_count"),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor="get_state_display",
                primary=lambda case: case.is_open,
            ),
            DateColumn(
                "opened_at",
                label=_("Last reported"),
                sort_key="opened_at",
                classname="case-times",
            ),
        ]


class CaseView(generic.InspectView):
    """GET shows the case, POST decides it."""

    any_permission_required = VIEW_PERMISSIONS
    template_name = "feedback/moderation/admin/case.html"
    page_title = gettext_lazy("Report")
    object: ModerationCase

    def get_object(self, queryset: QuerySet[Any] | None = None) -> ModerationCase:
        case: ModerationCase = super().get_object()
        return (
            ModerationCase.objects.with_rows()
            .select_related("take__asset", "take__course", "decided_by", "message__thread")
            .get(pk=case.pk)
        )

    def get_fields(self) -> list[str]:
        """None: the template shows them."""
        return []

    def get_page_subtitle(self) -> str:
        return str(self.object)

    @cached_property
    def form(self) -> DecisionForm:
        return DecisionForm(self.request.POST or None, case=self.object)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.form.is_valid():
            return self._again(self._why_not())
        given = self.form.cleaned_data
        decision = Decision(given.pop("decision"))
        try:
            case = decide(actor=person(request), case=self.object, decision=decision, **given)
        except Refusal as refusal:
            return self._again(str(refusal.message))
        words = _("Decided: %(state)s.") % {"state": case.get_state_display()}
        messages.success(request, words)
        return redirect(reverse("moderation:index"))

    def _again(self, words: str) -> HttpResponse:
        """With the case as it is now."""
        messages.error(self.request, words)
        return redirect(case_url(self.object))

    def _why_not(self) -> str:
        """A decision that another editor has just made impossible is no longer a choice."""
        if "decision" in self.form.errors and self.request.POST.get("decision") in Decision:
            return _("Somebody else has decided this meanwhile. Look at it again.")
        return _("Choose a decision and write a reason.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        case = self.object
        entries = ModelLogEntry.objects.for_instance(case).select_related("user")
        return context | {
            "case": case,
            "form": self.form,
            "reports": case.reports.select_related("reporter")[:REPORTS_SHOWN],
            "earlier": self._others(),
            "log_entries": entries.order_by("-timestamp"),
        }

    def _others(self) -> QuerySet[ModerationCase]:
        if self.object.author_id is None:
            return ModerationCase.objects.none()
        others = ModerationCase.objects.filter(author=self.object.author_id)
        rows = others.exclude(pk=self.object.pk).select_related("course")
        return rows.order_by("-created_at")[:EARLIER_SHOWN]
