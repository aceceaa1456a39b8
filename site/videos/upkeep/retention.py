"""Deletes what is no longer kept: students' original files, records of finished work."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from events.models import Event
from videos.models import AssetKind, AssetState, Erasure, Job, VideoAsset
from videos.models.retention import Retention
from videos.quotas.charges import settle_after_commit
from videos.upkeep.erasure import finish_after_commit, schedule_erasure

AT_ONCE = 200
"""Rows of each kind per minute: enough for any portal, and no long database locks."""


def apply() -> None:
    """One small round; the sweep calls it every minute."""
    rules = Retention.load()
    if rules.originals_days:
        delete_originals(before=_days_ago(rules.originals_days))
    if rules.records_days:
        forget_records(before=_days_ago(rules.records_days))
    _delete_some(Session.objects.filter(expire_date__lt=timezone.now()))


def delete_originals(*, before: datetime) -> int:
    """Files of takes that were ready by then, in all qualities. Returns their number."""
    keys = _with_old_originals(before).values_list("pk", flat=True)[:AT_ONCE]
    return sum(_delete_original(VideoAsset(pk=key)) for key in list(keys))


def forget_records(*, before: datetime) -> int:
    """Successful jobs are deleted elsewhere, see `tidying`."""
    done = Erasure.objects.filter(done_at__lt=before)
    return _delete_some(done) + _delete_some(Event.objects.filter(dispatched_at__lt=before))


def _with_old_originals(before: datetime) -> QuerySet[VideoAsset]:
    """Not the library's: an editor may want to download such a file again."""
    ready = VideoAsset.objects.filter(processing_status=AssetState.READY, error_code="")
    old = ready.filter(has_original=True, processed_at__lt=before)
    return old.exclude(video_type=AssetKind.LIBRARY).exclude(
        pk__in=Job.objects.open().values("asset_id")
    )


def _delete_original(asset: VideoAsset) -> bool:
    with transaction.atomic():
        still = VideoAsset.objects.filter(pk=asset.pk, has_original=True)
        gone = still.filter(processing_status=AssetState.READY).update(has_original=False)
        if gone:
            schedule_erasure(asset.original_key)
            settle_after_commit(asset.pk)
            finish_after_commit()
    return bool(gone)


def _delete_some(rows: QuerySet[Any]) -> int:
    some = list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE])
    deleted: int = rows.model._base_manager.filter(pk__in=some).delete()[0]
    return deleted


def _days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
