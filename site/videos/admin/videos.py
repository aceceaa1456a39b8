"""The list of all videos, whoever sent them: state, size, and actions to make them again."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column

from videos.admin import columns
from videos.admin.filters import VideoFilterSet
from videos.admin.lists import (
    PlacedDetailView,
    PlacedListView,
    ReadOnlyViewSet,
    with_facts,
)
from videos.models import VideoAsset
from videos.queue.control import can_be_made_again


class VideoListView(PlacedListView):
    page_title = _("Videos")
    template_name = "videos/admin/videos.html"
    results_template_name = "videos/admin/videos_results.html"

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


class VideoDetailView(PlacedDetailView):
    template_name = "videos/admin/video.html"
    page_title = _("Video")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        asset = self.object
        return context | {
            "asset": asset,
            "can_be_made_again": can_be_made_again(asset),
            "renditions": asset.renditions.all(),
            "jobs": with_facts(asset.jobs.order_by("-queued_at"))[:20],
        }


class VideoViewSet(ReadOnlyViewSet):
    model = VideoAsset
    name = "videos_admin"
    url_prefix = "videos"
    icon = "media"
    menu_label = _("Videos")
    menu_order = 1010
    index_view_class = VideoListView
    inspect_view_class = VideoDetailView
    filterset_class = VideoFilterSet
    form_fields = ["orig_filename"]
    ordering = ["-created_at"]
    search_fields = [
        "orig_filename",
        "owner__first_name",
        "owner__last_name",
        "owner__email",
        "error_code",
    ]
