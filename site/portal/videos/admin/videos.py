"""The list of all videos, whoever sent them: state, size, and making them again."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from portal.core.paging import LongListPaginator
from portal.videos.admin import columns
from portal.videos.admin.filters import VideoFilterSet
from portal.videos.admin.jobs import with_facts, without_changes, without_columns
from portal.videos.control import can_be_made_again
from portal.videos.models import VideoAsset


class VideoListView(generic.IndexView):
    page_title = _("Videos")
    paginator_class = LongListPaginator
    template_name = "videos/admin/videos.html"
    results_template_name = "videos/admin/videos_results.html"
    any_permission_required = ["view", "change"]

    def get_base_queryset(self) -> QuerySet[VideoAsset]:
        return VideoAsset.objects.select_related("owner")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="video"),
            columns.VideoTitleColumn(
                "orig_filename",
                label=_("Video"),
                sort_key="orig_filename",
                get_url=columns.video_url,
                get_title_id=lambda video: f"video_{video.pk}_title",
            ),
            columns.TemplateColumn(
                "state",
                label=_("State"),
                sort_key="processing_status",
                template="videos/admin/_video_state_cell.html",
            ),
            columns.TemplateColumn(
                "length",
                label=_("Length"),
                sort_key="duration_ms",
                template="videos/admin/_video_length_cell.html",
                classname="job-kind",
            ),
            columns.TemplateColumn(
                "size",
                label=_("Size"),
                sort_key="size_bytes",
                template="videos/admin/_video_size_cell.html",
                classname="job-kind",
            ),
            columns.TemplateColumn(
                "created_at",
                label=_("Sent"),
                sort_key="created_at",
                template="videos/admin/_video_sent_cell.html",
                classname="job-times",
            ),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        columns.with_places(context["object_list"])
        return context


class VideoDetailView(generic.InspectView):
    template_name = "videos/admin/video.html"
    any_permission_required = ["view", "change"]
    page_title = _("Video")

    def get_object(self, queryset: QuerySet[VideoAsset] | None = None) -> VideoAsset:
        asset: VideoAsset = super().get_object()
        columns.with_places([asset])
        return asset

    def get_fields(self) -> list[str]:
        """The template knows them."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        asset = self.object
        return context | {
            "asset": asset,
            "place": asset.place,
            "can_be_made_again": can_be_made_again(asset),
            "renditions": asset.renditions.all(),
            "jobs": with_facts(asset.jobs.order_by("-queued_at"))[:20],
            "may_change": self.permission_policy.user_has_permission(self.request.user, "change"),
        }


class VideoViewSet(ModelViewSet):
    """Read only: what can be done to a video is done by the actions in `bulk`."""

    model = VideoAsset
    name = "videos_admin"
    url_prefix = "videos"
    icon = "media"
    menu_label = _("Videos")
    menu_order = 1010
    menu_hook = "register_reports_menu_item"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = VideoListView
    inspect_view_class = VideoDetailView
    index_template_name = VideoListView.template_name
    index_results_template_name = VideoListView.results_template_name
    inspect_template_name = VideoDetailView.template_name
    filterset_class = VideoFilterSet
    form_fields = ["orig_filename"]
    ordering = ["-created_at"]
    list_per_page = 50
    search_fields = [
        "orig_filename",
        "owner__first_name",
        "owner__last_name",
        "owner__email",
        "error_code",
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return without_changes(super().get_common_view_kwargs(**kwargs))

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return without_columns(super().get_index_view_kwargs(**kwargs))

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<uuid:pk>/", self.inspect_view, name="inspect"),
        ]
