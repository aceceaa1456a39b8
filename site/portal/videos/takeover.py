"""The worker's half of an upload: from its key, where links can write, to the original's.

    take_over(asset)       join the parts, copy, delete; done already, it does nothing
    take_over_idle()       what the sweep does for those whose job ended before that

What was written again after the commit is refused. Each step may have been done by a worker that
was killed afterwards.
"""

import logging
from contextlib import suppress

from django.utils import timezone

from portal.videos.arrivals import arrived_parts, discard, fingerprint
from portal.videos.media import MediaRefused, RefusalCode
from portal.videos.models import Job, Upload, VideoAsset
from portal.videos.storage import MissingObject, get_storage

logger = logging.getLogger(__name__)

AT_ONCE = 20


def take_over(asset: VideoAsset) -> None:
    """Raises StorageTrouble, MissingObject when the bytes are gone, MediaRefused when others came.

    `asset.size_bytes` is what was committed.
    """
    upload = Upload.objects.to_take_over().filter(asset=asset).first()
    if upload is None:
        return
    _make_whole(upload)
    # Missing: it was moved already, by a worker that was killed, or that took us for dead.
    with suppress(MissingObject):
        get_storage().move(upload.key, asset.original_key)
    size = get_storage().size(asset.original_key)
    if size != asset.size_bytes:
        raise MissingObject(f"{asset.original_key} with {asset.size_bytes} bytes: it has {size}")
    Upload.objects.to_take_over().filter(pk=upload.pk).update(taken_at=timezone.now())


def take_over_idle() -> int:
    """So that a video whose work failed or was called off is as safe as any other; their number."""
    at_work = Job.objects.open().values("asset_id")
    idle = Upload.objects.to_take_over().exclude(asset__in=at_work).select_related("asset")
    found = list(idle.order_by("committed_at")[:AT_ONCE])
    for upload in found:
        try:
            take_over(upload.asset)
        except (MissingObject, MediaRefused) as trouble:
            logger.warning("%s can't be taken over: %s", upload.asset_id, trouble)
            discard(upload)
            Upload.objects.to_take_over().filter(pk=upload.pk).update(closed_at=timezone.now())
    return len(found)


def _make_whole(upload: Upload) -> None:
    """Join the parts, if it is parts that were committed."""
    storage = get_storage()
    parts = arrived_parts(upload)
    if parts and fingerprint(parts) == upload.fingerprint:
        return storage.complete_parts(upload.key, upload.storage_id, parts)
    whole = storage.look(upload.key)
    is_moved = not parts and whole is None
    is_joined = not parts and upload.is_in_parts
    is_same = whole is not None and fingerprint([whole]) == upload.fingerprint
    if not (is_moved or is_joined or is_same):
        raise MediaRefused(RefusalCode.CHANGED, "it was written again after its commit")
    return None
