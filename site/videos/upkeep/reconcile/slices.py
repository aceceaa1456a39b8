"""A slice of the portal: objects and rows of videos whose id begins with certain characters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from videos.models import (
    AssetState,
    ClipState,
    Erasure,
    Rendition,
    Upload,
    VideoAsset,
    VideoClip,
)
from videos.storage import StoredObject, get_storage
from videos.upkeep.reconcile.findings import Drift

FACTS = ("has_original", "has_poster", "processing_status")
Ids = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Expected:
    """An object that a row refers to. `if_other_size` is None if the row has no size."""

    key: str
    asset_id: UUID
    if_missing: Drift
    if_other_size: Drift | None = None
    size_bytes: int | None = None


@dataclass
class Slice:
    """`left_alone`: videos that are being processed or erased."""

    objects: dict[str, StoredObject]
    assets: dict[UUID, VideoAsset]
    left_alone: set[UUID]
    renditions: list[Expected]
    clips: list[Expected]
    clip_keys: set[str]

    @cached_property
    def rendition_keys(self) -> set[str]:
        return {row.key for row in self.renditions}

    def expected(self) -> Iterator[Expected]:
        """The objects that ready videos must have."""
        for asset in self.assets.values():
            if self._is_settled(asset.pk):
                yield from _files_of(asset)
        yield from (row for row in self.renditions if self._is_settled(row.asset_id))
        yield from (row for row in self.clips if self._is_settled(row.asset_id))

    def _is_settled(self, asset_id: UUID) -> bool:
        asset = self.assets.get(asset_id)
        is_ready = asset is not None and asset.processing_status == AssetState.READY
        return is_ready and asset_id not in self.left_alone


def slice_of(start: str, before: datetime) -> Slice:
    """Objects first, so that their rows were there too. Missing objects are looked up again."""
    objects = {
        found.key: found
        for folder in ("videos", "clips")
        for found in get_storage().walk(f"{folder}/{start}")
    }
    ids = UUID(start.ljust(32, "0")), UUID(start.ljust(32, "f"))
    clips = list(VideoClip.objects.filter(original_video__pk__range=ids))
    return Slice(
        objects,
        {asset.pk: asset for asset in VideoAsset.objects.filter(pk__range=ids).only(*FACTS)},
        {*_in_progress(ids, before), *_being_erased(start)},
        list(_renditions(ids)),
        [_clip(clip) for clip in clips if clip.processing_status == ClipState.READY],
        {clip.storage_key for clip in clips},
    )


def _in_progress(ids: Ids, before: datetime) -> Iterator[UUID]:
    assets = VideoAsset.objects.filter(pk__range=ids)
    for busy in (
        assets.at_work(),
        assets.filter(created_at__gte=before),
        assets.filter(jobs__finished_at__gte=before),
        assets.filter(upload__in=Upload.objects.to_take_over()),
    ):
        yield from busy.values_list("pk", flat=True)


def _files_of(asset: VideoAsset) -> Iterator[Expected]:
    if asset.has_original:
        yield Expected(asset.original_key, asset.pk, Drift.ORIGINAL_MISSING)
    if asset.has_poster:
        yield Expected(asset.poster_key, asset.pk, Drift.POSTER_MISSING)


def _renditions(ids: Ids) -> Iterator[Expected]:
    rows = Rendition.objects.filter(asset__pk__range=ids).defer("index")
    for row in rows.select_related("asset"):
        drifts = Drift.RENDITION_MISSING, Drift.RENDITION_SIZE
        yield Expected(row.key, row.asset_id, *drifts, row.size_bytes)


def _clip(clip: VideoClip) -> Expected:
    drifts = Drift.CLIP_MISSING, Drift.CLIP_SIZE
    return Expected(clip.storage_key, clip.original_video_id, *drifts, clip.size_bytes)


def _being_erased(start: str) -> Iterator[UUID]:
    """The sweep is erasing them."""
    targets = Erasure.objects.open().filter(target__startswith=f"videos/{start}")
    for target in targets.values_list("target", flat=True):
        yield UUID(target.split("/")[1])
