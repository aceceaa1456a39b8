"""Remaking videos: all their qualities, their posters, or from the beginning."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from core.errors import Refusal
from videos.admin.bulk.base import Action
from videos.admin.filters import VideoFilterSet
from videos.admin.videos import VideoViewSet
from videos.models import JobKind, LibraryVideo, VideoAsset
from videos.queue import control
from videos.queue.estimates import estimate

ONLY_READY = _("This works only for videos that are ready and whose original file is still kept.")


class VideoAction(Action):
    """For the list of all videos, and for the editors' library."""

    models = [VideoAsset, LibraryVideo]
    filterset_class = VideoFilterSet
    search_fields = VideoViewSet.search_fields
    kind: ClassVar[JobKind | None] = None

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[Any]:
        """The library's own list has other filters, and no button to select everything."""
        if self.model is LibraryVideo:
            return []
        return super().get_all_objects_in_listing_query(parent_id)

    @classmethod
    def rows(cls, model: Any) -> Any:
        return model.objects.select_related("asset" if model is LibraryVideo else "owner")

    def permission_model(self, model: Any) -> Any:
        return VideoAsset

    def check_perm(self, thing: Any) -> bool:
        asset = _asset_of(thing)
        return asset is not None and self.is_for(asset)

    def is_for(self, asset: VideoAsset) -> bool:
        return control.can_be_made_again(asset)

    def get_figures(self, objects: list[Any]) -> dict[str, Any]:
        if self.kind is None:
            return {}
        assets = [asset for asset in map(_asset_of, objects) if asset is not None]
        return {"estimate": estimate(self.kind, assets)}


class RemakeVideos(VideoAction):
    display_name = _("Make all qualities again")
    action_type = "remake"
    aria_label = _("Make all qualities of the selected videos again")
    action_priority = 40
    kind = JobKind.REMAKE
    icon = "rotate"
    question = ngettext_lazy(
        "Make all qualities of this video again?",
        "Make all qualities of these videos again?",
        "count",
    )
    consequences = [
        _("The videos keep playing as they are until the new qualities are ready."),
        _("These jobs go to the end of the queue: takes and new library videos go first."),
    ]
    only = ONLY_READY
    yes = _("Yes, make them again")

    def do(self, actor: Any, thing: Any) -> None:
        control.remake_video(actor=actor, asset=_the_asset_of(thing))

    def success_message(self, done: int) -> str:
        return ngettext(
            "%(count)d video will be made again.", "%(count)d videos will be made again.", done
        )


class RedrawPosters(VideoAction):
    display_name = _("Create new posters")
    action_type = "poster"
    aria_label = _("Create new posters for the selected videos")
    action_priority = 50
    kind = JobKind.POSTER
    icon = "image"
    question = ngettext_lazy(
        "Create a new poster for this video?", "Create new posters for these videos?", "count"
    )
    consequences = [
        _("Each video gets a new still picture; until then, the old one is shown."),
    ]
    only = ONLY_READY
    yes = _("Yes, create them")

    def do(self, actor: Any, thing: Any) -> None:
        control.redraw_poster(actor=actor, asset=_the_asset_of(thing))

    def success_message(self, done: int) -> str:
        return ngettext(
            "%(count)d new poster will be created.",
            "%(count)d new posters will be created.",
            done,
        )


class RetryVideos(VideoAction):
    display_name = _("Try again")
    action_type = "retry"
    aria_label = _("Prepare the selected videos again")
    action_priority = 30
    icon = "rotate"
    question = ngettext_lazy("Prepare this video again?", "Prepare these videos again?", "count")
    consequences = [
        _("Each video is checked and prepared from its original, as if it had just arrived."),
    ]
    only = _("Only videos that failed or are missing some qualities can be tried again.")
    yes = _("Yes, try again")

    def is_for(self, asset: VideoAsset) -> bool:
        return asset.can_retry

    def do(self, actor: Any, thing: Any) -> None:
        control.retry(actor=actor, asset=_the_asset_of(thing))

    def success_message(self, done: int) -> str:
        return ngettext(
            "%(count)d video will be tried again.", "%(count)d videos will be tried again.", done
        )


def _asset_of(thing: Any) -> VideoAsset | None:
    return thing.asset if isinstance(thing, LibraryVideo) else thing


def _the_asset_of(thing: Any) -> VideoAsset:
    asset = _asset_of(thing)
    if asset is None:
        raise Refusal("not_ready", _("This item has no video."))
    return asset
