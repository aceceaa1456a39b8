"""Fixes for what was found. Each looks again first: a worker may have been faster."""

import logging
from collections.abc import Callable
from functools import partial

from django.db import transaction

from events.bus import publish
from videos.facts import Failed
from videos.models import (
    AssetState,
    ClipState,
    Job,
    Rendition,
    Upload,
    VideoAsset,
    VideoClip,
)
from videos.models.asset import VideoAssetQuerySet
from videos.queue.enqueue import cut_soon, draw_poster_soon, prepare_soon, remake_soon
from videos.storage import get_storage
from videos.upkeep.reconcile.findings import Drift, Finding

logger = logging.getLogger(__name__)


def fix(finding: Finding) -> bool:
    """Whether there was still something to fix, and it was fixed. Raises StorageTrouble."""
    fix_it = FIXES.get(finding.drift)
    if fix_it is None or not fix_it(finding):
        return False
    logger.info("reconcile: %s at %s, %s", finding.drift.code, finding.key, finding.drift.fix)
    return True


def _delete_unless(is_wanted: Callable[[Finding], bool], finding: Finding) -> bool:
    if is_wanted(finding):
        return False
    get_storage().delete(finding.key)
    return True


def _video(finding: Finding) -> VideoAssetQuerySet:
    return VideoAsset.objects.filter(pk__in=[finding.asset_id])


def _has_video(finding: Finding) -> bool:
    return _video(finding).exists()


def _has_row(finding: Finding) -> bool:
    """A row refers to it, or may do so soon, as a job is making it."""
    if _is_at_work(finding):
        return True
    rows = Rendition.objects.filter(asset=finding.asset_id).select_related("asset")
    return any(row.key == finding.key for row in rows)


def _is_at_work(finding: Finding) -> bool:
    return Job.objects.open().filter(asset=finding.asset_id).exists()


def _has_clip(finding: Finding) -> bool:
    clips = VideoClip.objects.filter(original_video=finding.asset_id)
    return any(clip.storage_key == finding.key for clip in clips)


def _goes_on(finding: Finding) -> bool:
    return Upload.objects.holding().filter(pk=finding.key.removeprefix("uploads/")).exists()


def _keeps_original(finding: Finding) -> bool:
    return _video(finding).filter(has_original=True).exists()


def _abort(finding: Finding) -> bool:
    if Upload.objects.holding().filter(storage_id=finding.storage_id).exists():
        return False
    get_storage().abort_parts(finding.key, finding.storage_id)
    return True


def _note_missing_original(finding: Finding) -> bool:
    if get_storage().exists(finding.key):
        return False
    rows = _video(finding).filter(has_original=True)
    return bool(rows.update(has_original=False))


def _make_again(finding: Finding) -> bool:
    """Renditions that are complete keep playing meanwhile."""
    asset = _ready(finding)
    if asset is None:
        return False
    whole = [row for row in asset.renditions.all() if _is_whole(row)]
    with transaction.atomic():
        if not asset.has_original or not get_storage().exists(asset.original_key):
            _do_without(asset, whole)
        elif whole:
            remake_soon(asset)
        else:
            _prepare_again(asset)
    return True


def _is_whole(row: Rendition) -> bool:
    return get_storage().size(row.key) == row.size_bytes


def _do_without(asset: VideoAsset, whole: list[Rendition]) -> None:
    """It can't be made again: keep the qualities that are left, if any."""
    asset.renditions.exclude(pk__in=[row.pk for row in whole]).delete()
    rows = VideoAsset.objects.filter(pk=asset.pk)
    rows.update(has_original=False)
    if not whole:
        rows.update(processing_status=AssetState.FAILED, error_code="original_missing")
        publish(Failed(error_code="original_missing"), actor=None, object_id=asset.pk)


def _prepare_again(asset: VideoAsset) -> None:
    rows = VideoAsset.objects.filter(pk=asset.pk, processing_status=AssetState.READY)
    if rows.update(processing_status=AssetState.CHECKING, processing_percent=0):
        prepare_soon(asset)


def _draw_again(finding: Finding) -> bool:
    """Until then the video has none, rather than a broken one."""
    asset = _ready(finding)
    if asset is None or get_storage().exists(finding.key):
        return False
    with transaction.atomic():
        VideoAsset.objects.filter(pk=asset.pk).update(has_poster=False)
        if asset.has_original:
            draw_poster_soon(asset)
    return True


def _mark_poster(finding: Finding) -> bool:
    rows = _video(finding).filter(has_poster=False)
    return get_storage().exists(finding.key) and bool(rows.update(has_poster=True))


def _cut_again(finding: Finding) -> bool:
    for clip in VideoClip.objects.filter(original_video=finding.asset_id):
        if clip.storage_key == finding.key and get_storage().size(finding.key) != clip.size_bytes:
            return _cut(clip)
    return False


def _cut(clip: VideoClip) -> bool:
    with transaction.atomic():
        rows = VideoClip.objects.filter(pk=clip.pk, processing_status=ClipState.READY)
        if is_ours := bool(rows.update(processing_status=ClipState.PENDING, size_bytes=None)):
            cut_soon(clip)
    return is_ours


def _ready(finding: Finding) -> VideoAsset | None:
    ready = _video(finding).filter(processing_status=AssetState.READY)
    return None if _is_at_work(finding) else ready.first()


FIXES: dict[Drift, Callable[[Finding], bool]] = {
    Drift.ORPHAN: partial(_delete_unless, _has_video),
    Drift.STALE_RENDITION: partial(_delete_unless, _has_row),
    Drift.LEFTOVER: partial(_delete_unless, _is_at_work),
    Drift.ORPHAN_CLIP: partial(_delete_unless, _has_clip),
    Drift.ORPHAN_UPLOAD: partial(_delete_unless, _goes_on),
    Drift.BEGUN_UPLOAD: _abort,
    Drift.KEPT_ORIGINAL: partial(_delete_unless, _keeps_original),
    Drift.ORIGINAL_MISSING: _note_missing_original,
    Drift.RENDITION_MISSING: _make_again,
    Drift.RENDITION_SIZE: _make_again,
    Drift.POSTER_MISSING: _draw_again,
    Drift.POSTER_UNMARKED: _mark_poster,
    Drift.CLIP_MISSING: _cut_again,
    Drift.CLIP_SIZE: _cut_again,
}
