"""Who uses how much: "Storage by person" in the Reports menu, and what its twin by course shares.

The largest come first. An admin may give each its own limit there.
"""

from typing import Any, ClassVar
from uuid import UUID

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import DecimalField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.forms import RadioSelect
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import User
from core.paging import LongListPaginator
from videos.models import PersonStorage, PortalStorage, StorageLimits
from videos.models.storage_use import GIGABYTE, LimitedAccount, in_bytes
from videos.quotas.room import SHORT_PERCENT

DISABLED_VIEWS = ("add", "delete", "history", "usage", "copy", "inspect")
STATES = [
    ("full", gettext_lazy("nothing left")),
    ("short", gettext_lazy("less than a fifth left")),
    ("own", gettext_lazy("with a limit of their own")),
]


class StorageFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Limit"),
        choices=STATES,
        empty_label=gettext_lazy("Any"),
        widget=RadioSelect,
        method="in_state",
    )

    class Meta:
        model = PersonStorage
        fields = ("state",)

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        taken = {"full": 100, "short": 100 - SHORT_PERCENT}
        if value == "own":
            return rows.filter(own_limit_gb__isnull=False)
        full_gb = F("limit_gb") * GIGABYTE * taken[value] / 100
        return rows.filter(used_bytes__gte=full_gb)


class StorageListView(generic.IndexView):
    """`field` names the limit of Settings → Storage limits that holds without one of their own."""

    paginator_class = LongListPaginator
    any_permission_required: ClassVar[list[str]] = ["change"]
    field: ClassVar[str]
    name_column: ClassVar[dict[str, Any]]
    results_template_name = "videos/admin/storage_results.html"

    def get_base_queryset(self) -> QuerySet[Any]:
        general = Value(getattr(StorageLimits.load(), self.field), output_field=DecimalField())
        rows = self.model._default_manager.annotate(limit_gb=Coalesce("own_limit_gb", general))
        listed: QuerySet[Any] = rows.filter(Q(used_bytes__gt=0) | Q(own_limit_gb__isnull=False))
        return listed

    def get_page_subtitle(self) -> str:
        portal, limit = PortalStorage.objects.first(), in_bytes(StorageLimits.load().portal_gb)
        used = filesizeformat(portal.used_bytes if portal else 0)
        if limit is None:
            return _("all together: %(used)s") % {"used": used}
        words = {"used": used, "limit": filesizeformat(limit)}
        return _("all together: %(used)s of %(limit)s") % words

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", get_url=self.get_edit_url, **self.name_column),
            Column(
                "used",
                label=gettext_lazy("Used"),
                sort_key="used_bytes",
                accessor=lambda row: filesizeformat(row.used_bytes),
            ),
            Column("limit", label=gettext_lazy("Limit"), accessor=limit_text),
            Column("share", label=gettext_lazy("Share"), accessor=share_text),
        ]


def limit_text(row: Any) -> str:
    limit = in_bytes(row.limit_gb)
    if limit is None:
        return _("no limit")
    size = filesizeformat(limit)
    return _("%(size)s (own limit)") % {"size": size} if row.own_limit_gb is not None else size


def share_text(row: Any) -> str:
    limit = in_bytes(row.limit_gb)
    return _("%(percent)s %%") % {"percent": row.used_bytes * 100 // limit} if limit else ""


class LimitView(generic.EditView):
    page_title = gettext_lazy("Limit")
    success_message = gettext_lazy("The limit has been saved.")

    def get_page_subtitle(self) -> str:
        account: LimitedAccount = self.object
        used = filesizeformat(account.used_bytes)
        return _("%(name)s uses %(used)s") % {"name": self.name_of(account), "used": used}

    def name_of(self, account: Any) -> str:
        return str(account)

    def get_success_message(self) -> str:
        return str(self.success_message)


class StorageViewSet(ModelViewSet):
    menu_hook = "register_reports_menu_item"
    icon = "media"
    pk_path_converter = "int"
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    form_fields = ["own_limit_gb"]
    ordering = ["-used_bytes"]
    filterset_class = StorageFilterSet
    account_field: ClassVar[str]
    holder_field: ClassVar[str]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        given: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return given | {f"{view}_url_name": None for view in DISABLED_VIEWS}

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"edit/<{self.pk_path_converter}:pk>/", self.edit_view, name="edit"),
            path("for/<uuid:key>/", self.open_limit, name="for"),
        ]

    def open_limit(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """The form of a person's or a course's limit, also before anything was sent."""
        if not request.user.has_perm(f"videos.change_{self.model_name}"):
            raise PermissionDenied
        if not self.holders().filter(**{self.holder_field: key}).exists():
            raise Http404
        row, _is_new = self.model._default_manager.get_or_create(**{self.account_field: key})
        return redirect(self.get_url_name("edit"), row.pk)

    def holders(self) -> QuerySet[Any]:
        raise NotImplementedError


class PeoplePaginator(LongListPaginator):
    verbose_name = gettext_lazy("person")
    verbose_name_plural = gettext_lazy("people")


class PersonStorageListView(StorageListView):
    paginator_class = PeoplePaginator
    page_title = gettext_lazy("Storage by person")
    field = "person_gb"
    name_column: ClassVar[dict[str, Any]] = {
        "label": gettext_lazy("Person"),
        "accessor": "person",
        "sort_key": "person__last_name",
    }

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("person")


class PersonStorageViewSet(StorageViewSet):
    model = PersonStorage
    account_field = "person_id"
    holder_field = "pk"
    name = "storage_by_person"
    url_prefix = "storage-by-person"
    menu_label = gettext_lazy("Storage by person")
    menu_order = 1020
    index_view_class = PersonStorageListView
    edit_view_class = LimitView
    search_fields = ["person__first_name", "person__last_name", "person__email"]
    list_export = ["person", "person.address", "used_bytes", "limit_gb", "own_limit_gb"]
    export_headings: ClassVar[dict[str, Any]] = {
        "person.address": gettext_lazy("E-mail address"),
        "used_bytes": gettext_lazy("Used (bytes)"),
        "limit_gb": gettext_lazy("Limit (GB)"),
    }
    export_filename = "storage-by-person"

    def holders(self) -> QuerySet[Any]:
        return User.objects.all()
