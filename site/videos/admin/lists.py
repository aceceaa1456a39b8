"""Shared by the lists of jobs and videos. Both are read-only: rows change only through the actions
in `bulk`.
"""

from typing import Any, ClassVar

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.urls import path
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.paging import LongListPaginator
from videos.admin import columns
from videos.models import Job, JobAttempt

DISABLED_VIEWS = ("add", "edit", "delete", "history", "usage", "copy")
"""Nothing is added, edited or deleted by hand."""
VIEW_PERMISSIONS = ["view", "change"]


def with_facts(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Everything a job's row shows, in one query."""
    last = JobAttempt.objects.filter(job=OuterRef("pk")).order_by("-number")
    return jobs.select_related("asset__owner", "clip").annotate(
        started_at=Subquery(last.values("started_at")[:1]),
        ended_at=Subquery(last.values("ended_at")[:1]),
    )


class PlacedListView(generic.IndexView):
    """Gives each row a `place`: where its video belongs."""

    paginator_class = LongListPaginator
    any_permission_required = VIEW_PERMISSIONS

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        columns.add_places(context["object_list"])
        return context


class PlacedDetailView(generic.InspectView):
    any_permission_required = VIEW_PERMISSIONS

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        row: Model = super().get_object()
        columns.add_places([row])
        return row

    def get_fields(self) -> list[str]:
        """None: the template lists them itself."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user, policy = self.request.user, self.permission_policy
        return context | {
            "place": self.object.place,
            "may_change": policy.user_has_permission(user, "change"),
        }


class ReadOnlyViewSet(ModelViewSet):
    """A list in the Reports menu, with a page for each row."""

    index_view_class: ClassVar[type[PlacedListView]]
    inspect_view_class: ClassVar[type[PlacedDetailView]]
    menu_hook = "register_reports_menu_item"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50

    @property
    def index_template_name(self) -> str:
        return str(self.index_view_class.template_name)

    @property
    def index_results_template_name(self) -> str:
        return str(self.index_view_class.results_template_name)

    @property
    def inspect_template_name(self) -> str:
        return str(self.inspect_view_class.template_name)

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """So that the site history links to the page that shows the row."""
        known = {"edit_url_name": self.get_url_name("inspect")}
        return type("_PlacedURLFinder", (ModelAdminURLFinder,), known)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        given: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return given | {f"{view}_url_name": None for view in DISABLED_VIEWS}

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<uuid:pk>/", self.inspect_view, name="inspect"),
        ]
