"""Erasing a video: its rows, its renditions, its clips and its original, for good."""

from functools import partial
from uuid import UUID

from django.db import transaction

from portal.accounts.models import User
from portal.audit.log import record
from portal.videos.models import Upload, VideoAsset
from portal.videos.storage import get_storage


def erase_asset(*, actor: User | None, asset: VideoAsset) -> None:
    """Raises ProtectedError where a take still needs it. Bytes go once the rows are gone."""
    upload = Upload.objects.filter(asset=asset).first()
    asset_id = asset.pk
    with transaction.atomic():
        record("videos.erased", asset, actor=actor)
        asset.delete()
        transaction.on_commit(partial(_erase_bytes, asset_id, upload), robust=True)


def _erase_bytes(asset_id: UUID, upload: Upload | None) -> None:
    storage = get_storage()
    storage.delete_prefix(f"videos/{asset_id}/")
    storage.delete_prefix(f"clips/{asset_id}/")
    if upload:
        storage.abort_parts(upload.key, upload.storage_id)
        storage.delete(upload.key)
