"""Erasing videos: their rows at once, their bytes as soon as the storage allows.

    erase_assets(VideoAsset.objects.filter(…))
    schedule_erasure("videos/…/original")    within a transaction: these bytes will be erased
    finish_due()                             called by the sweep

Deleting an asset's row in any other way schedules the same erasures, so no bytes are forgotten.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from audit.log import forget, record_erased
from events import bus
from videos.facts import Erased
from videos.models import Erasure, Job, Upload, VideoAsset
from videos.models.asset import VideoAssetQuerySet
from videos.queue.bell import ERASE, ring
from videos.quotas.charges import settle_after_commit
from videos.storage import StorageTrouble, get_storage

logger = logging.getLogger(__name__)

AT_ONCE_SECONDS = 2.0
"""How long a request waits for the storage; the sweep does the rest."""
BATCH = 100
MAX_TROUBLES = 3
MAX_PAUSE = timedelta(hours=1)
COMMIT_SLACK_SECONDS = 600


def erase_asset(*, actor: User | None, asset: VideoAsset) -> None:
    """Raises ProtectedError if a take still needs it."""
    with transaction.atomic():
        record_erased(Erased.verb, asset, actor=actor)
        erase_assets(VideoAsset.objects.filter(pk=asset.pk))


def erase_assets(assets: VideoAssetQuerySet) -> int:
    """Rows, jobs and renditions now; bytes after the commit. Returns the number of videos.

    A worker that is processing one of them finds its job gone and commits nothing.
    """
    with transaction.atomic():
        keys = list(assets.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            _erase_rows(keys[start : start + BATCH])
        if keys:
            finish_after_commit()
    return len(keys)


def finish_after_commit() -> None:
    transaction.on_commit(_finish_or_ring, robust=True)


def schedule_erasure(target: str, storage_id: str = "") -> Erasure:
    """Erase these bytes now, and once more when nothing can be writing there any longer."""
    return Erasure.objects.create(target=target, storage_id=storage_id, settles_at=_settles_at())


def finish_due(*, within_seconds: float = 50) -> int:
    """Erase what is due. Returns how many targets were emptied.

    Stops after a few failures, as the storage seems to be down; the next round starts elsewhere.
    """
    ends_at = time.monotonic() + within_seconds
    emptied = troubles = 0
    for erasure in _due_one_by_one():
        if _is_emptied(erasure):
            emptied += 1
        else:
            troubles += 1
        if troubles >= MAX_TROUBLES or time.monotonic() > ends_at:
            break
    return emptied


def is_due() -> bool:
    return Erasure.objects.due(timezone.now()).exists()


@receiver(pre_delete, sender=VideoAsset)
def schedule_erasures(instance: VideoAsset, **kwargs: Any) -> None:
    Erasure.objects.bulk_create(
        Erasure(target=target, storage_id=storage_id, settles_at=_settles_at())
        for target, storage_id in _targets(instance.pk)
    )
    settle_after_commit(instance.pk)


def _targets(asset_id: UUID) -> Iterator[tuple[str, str]]:
    yield f"videos/{asset_id}/", ""
    yield f"clips/{asset_id}/", ""
    if upload := Upload.objects.filter(asset=asset_id).first():
        yield upload.key, upload.storage_id


def _erase_rows(keys: list[UUID]) -> None:
    """Locks uploads, then jobs, then assets: the same order as commits and workers."""
    rows = VideoAsset.objects.filter(pk__in=keys).order_by("pk")
    list(Upload.objects.select_for_update().filter(asset__in=keys).order_by("pk"))
    Job.objects.filter(asset__in=keys).delete()
    list(rows.select_for_update().only("pk"))
    forget(VideoAsset, keys)
    bus.forget(keys)
    rows.delete()


def _settles_at() -> datetime:
    """When upload URLs have expired and killed commits and workers have been noticed."""
    longest = max(settings.UPLOAD_URL_SECONDS, settings.JOB_LEASE_SECONDS)
    return timezone.now() + timedelta(seconds=longest + COMMIT_SLACK_SECONDS)


def _finish_or_ring() -> None:
    finish_due(within_seconds=AT_ONCE_SECONDS)
    if is_due():
        ring(of=ERASE)


def _due_one_by_one() -> Iterator[Erasure]:
    """Each is claimed first, so that several workers share the work."""
    while batch := list(Erasure.objects.due(timezone.now())[:BATCH]):
        yield from (erasure for erasure in batch if _is_claimed(erasure))


def _is_claimed(erasure: Erasure) -> bool:
    now = timezone.now()
    pause = min(timedelta(minutes=2 ** min(erasure.attempts, 10)), MAX_PAUSE)
    due = Erasure.objects.due(now).filter(pk=erasure.pk)
    return bool(due.update(attempts=F("attempts") + 1, not_before=now + pause))


def _is_emptied(erasure: Erasure) -> bool:
    try:
        _empty(erasure)
    except (StorageTrouble, OSError) as trouble:
        logger.warning("%s is not erased yet (%s); it will be tried again", erasure, trouble)
        Erasure.objects.filter(pk=erasure.pk).update(error=str(trouble))
        return False
    _note_emptied(erasure)
    return True


def _empty(erasure: Erasure) -> None:
    """Checks the result: a storage may report success and keep something."""
    storage = get_storage()
    if erasure.is_prefix:
        for begun in list(storage.begun_uploads(erasure.target)):
            storage.abort_parts(begun.key, begun.storage_id)
        storage.delete_prefix(erasure.target)
        is_left = any(storage.walk(erasure.target))
    else:
        if erasure.storage_id:
            storage.abort_parts(erasure.target, erasure.storage_id)
        storage.delete(erasure.target)
        is_left = storage.exists(erasure.target)
    if is_left:
        raise StorageTrouble(f"something is still at {erasure.target}")


def _note_emptied(erasure: Erasure) -> None:
    now = timezone.now()
    is_last = now >= erasure.settles_at
    facts: dict[str, Any] = {"done_at": now} if is_last else {"not_before": erasure.settles_at}
    Erasure.objects.filter(pk=erasure.pk).update(emptied_at=now, error="", **facts)
