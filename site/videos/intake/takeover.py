"""The worker's half of an upload: from its key, where links can write, to the original's key.

    take_over(asset)       join the parts, copy, delete; does nothing if that was done already

Bytes that were written again after the commit are refused. Each step may have been done by a worker
that was killed afterwards, or may be running right now in one that considers us dead.
"""

from contextlib import suppress

from django.utils import timezone

from videos.intake.arrivals import arrived_parts, fingerprint
from videos.media import MediaRefused, RefusalCode
from videos.models import Upload, VideoAsset
from videos.storage import MissingObject, StoredPart, get_storage


def take_over(asset: VideoAsset) -> None:
    """Raises StorageTrouble; MissingObject if the bytes are gone; MediaRefused if they changed.

    `asset.size_bytes` is what was committed.
    """
    upload = Upload.objects.to_take_over().filter(asset=asset).first()
    if upload is None:
        return
    # Missing: another worker moved it. Anything written to its key since has another etag.
    with suppress(MissingObject):
        whole = _made_whole(upload)
        get_storage().move(upload.key, asset.original_key, etag=whole.etag)
    size = get_storage().size(asset.original_key)
    if size != asset.size_bytes:
        raise MissingObject(f"{asset.original_key} with {asset.size_bytes} bytes: it has {size}")
    Upload.objects.to_take_over().filter(pk=upload.pk).update(taken_at=timezone.now())


def _made_whole(upload: Upload) -> StoredPart:
    """Join the parts, if it is parts that were committed."""
    storage = get_storage()
    parts = arrived_parts(upload)
    is_same = fingerprint(parts) == upload.fingerprint
    if is_same:
        storage.complete_parts(upload.key, upload.storage_id, parts)
    whole = storage.look(upload.key)
    has_others = bool(parts) and not is_same
    if whole is None and not has_others:
        raise MissingObject(upload.key)
    is_joined = bool(upload.storage_id) and not has_others
    if whole and (is_joined or fingerprint([whole]) == upload.fingerprint):
        return whole
    raise MediaRefused(RefusalCode.CHANGED, "it was written again after its commit")
