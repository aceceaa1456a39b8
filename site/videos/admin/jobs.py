"""The list of jobs: state, progress, owner and actions."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.models import ModelLogEntry
from wagtail.permissions import policy_registry

from videos.admin import columns
from videos.admin.filters import JobFilterSet
from videos.admin.lists import (
    VIEW_PERMISSIONS,
    PlacedDetailView,
    PlacedListView,
    ReadOnlyViewSet,
    with_facts,
)
from videos.admin.summary import summary
from videos.models import Job

MAX_WATCHED = 100


def took(job: Any) -> timedelta | None:
    """How long the last attempt took, or has taken so far if it is still running."""
    if job.started_at is None:
        return None
    started: datetime = job.started_at
    ended: datetime = job.ended_at or timezone.now()
    return ended - started


class JobListView(PlacedListView):
    page_title = _("Jobs")
    template_name = "videos/admin/jobs.html"
    results_template_name = "videos/admin/jobs_results.html"

    def get_base_queryset(self) -> QuerySet[Job]:
        return with_facts(Job.objects.all())

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="job"),
            columns.VideoTitleColumn(
                "asset",
                label=_("Video"),
                get_url=columns.job_url,
                get_title_id=lambda job: f"job_{job.pk}_title",
            ),
            Column("kind", label=_("Task"), accessor="get_kind_display", classname="job-kind"),
            columns.TemplateColumn(
                "state", label=_("State"), sort_key="state", template="videos/admin/_job_cell.html"
            ),
            columns.TemplateColumn(
                "times",
                label=_("Queued"),
                sort_key="queued_at",
                template="videos/admin/_job_times_cell.html",
                classname="job-times",
            ),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        for job in context["object_list"]:
            job.took = took(job)
        return context | {
            "summary": summary(),
            "now": timezone.now(),
            "now_url": reverse("jobs:now"),
        }


class JobsNowView(PermissionCheckedMixin, View):
    """Polled by an open list every few seconds: `?id=…&id=…`."""

    any_permission_required = VIEW_PERMISSIONS
    permission_policy = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.permission_policy = policy_registry.get_by_type(Job)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> JsonResponse:
        jobs = with_facts(Job.objects.filter(pk__in=_uuids(request.GET.getlist("id"))))
        facts = {"summary": summary(), "now": timezone.now()}
        return JsonResponse(
            {
                "summary": render_to_string("videos/admin/_summary.html", facts, request),
                "jobs": {str(job.pk): _state(job, request) for job in jobs},
            }
        )


def _state(job: Job, request: HttpRequest) -> str:
    facts = {"job": job, "now": timezone.now()}
    return render_to_string("videos/admin/_job_state.html", facts, request)


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:MAX_WATCHED]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


class JobDetailView(PlacedDetailView):
    template_name = "videos/admin/job.html"
    page_title = _("Job")

    def get_page_subtitle(self) -> str:
        return f"{self.object.get_kind_display()}: {self.object.asset}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        entries = ModelLogEntry.objects.for_instance(self.object.asset)
        return context | {
            "job": self.object,
            "attempts": self.object.attempts.order_by("-number"),
            "log_entries": entries.select_related("user").order_by("-timestamp"),
            "now": timezone.now(),
            "now_url": reverse("jobs:now"),
        }


class JobViewSet(ReadOnlyViewSet):
    model = Job
    name = "jobs"
    icon = "cogs"
    menu_label = _("Jobs")
    menu_order = 1000
    index_view_class = JobListView
    inspect_view_class = JobDetailView
    filterset_class = JobFilterSet
    form_fields = ["state"]
    ordering = ["-queued_at"]
    search_fields = [
        "asset__orig_filename",
        "asset__owner__first_name",
        "asset__owner__last_name",
        "asset__owner__email",
        "worker",
        "error",
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("now/", JobsNowView.as_view(), name="now")]
