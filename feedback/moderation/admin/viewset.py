"""Cases in the admin: nothing is added, edited or deleted by hand, only decided."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.viewsets.model import ModelViewSet

from feedback.models import ModerationCase
from feedback.moderation.admin.filters import CaseFilterSet
from feedback.moderation.admin.views import CaseListView, CaseView

DISABLED_VIEWS = ("add", "edit", "delete", "history", "usage", "copy")
SEARCHED = ["said", "author__first_name", "author__last_name", "course__title"]


class CaseViewSet(ModelViewSet):
    model = ModerationCase
    name = "moderation"
    icon = "warning"
    menu_label = _("Moderation")
    add_to_admin_menu = False
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = CaseListView
    inspect_view_class = CaseView
    index_template_name = str(CaseListView.template_name)
    index_results_template_name = str(CaseListView.results_template_name)
    inspect_template_name = str(CaseView.template_name)
    filterset_class = CaseFilterSet
    form_fields = ["state"]
    ordering = ["-is_open", "-opened_at", "-id"]
    search_fields = SEARCHED
    search_backend_name = None
    list_per_page = 30

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """So that the site history links to the case."""
        known = {"edit_url_name": self.get_url_name("inspect")}
        return type("_CaseURLFinder", (ModelAdminURLFinder,), known)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        given: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return given | {f"{view}_url_name": None for view in DISABLED_VIEWS}

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<uuid:pk>/", self.inspect_view, name="inspect"),
        ]
