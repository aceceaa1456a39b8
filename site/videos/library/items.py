"""The editors' library: a file that is added becomes an asset and is prepared.

add_video(actor=editor, file=File(path.open("rb")), title="Long bows")
put_file(actor=editor, item=item, file=…)       a first file, or another one
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import Collection
from wagtailmedia.models import MediaType

from accounts.models import User
from events.fact import record
from videos.facts import Replaced
from videos.intake import acceptance
from videos.models import AssetKind, AssetState, LibraryVideo, VideoAsset
from videos.queue.enqueue import prepare_soon
from videos.quotas.charges import reserve
from videos.storage import StorageTrouble, get_storage
from videos.storage.library_files import LibraryFiles
from videos.upkeep.erasure import erase_asset

OF_THE_FILE = ("asset_id", "file", "duration", "width", "height")


def add_video(
    *, actor: User | None, file: "File[Any]", title: str = "", collection: Collection | None = None
) -> LibraryVideo:
    """Refuses what `acceptance` refuses."""
    item = LibraryVideo(
        title=title or title_from(file.name or ""),
        type=MediaType.VIDEO,
        uploaded_by_user=actor,
        collection=collection or Collection.get_first_root_node(),
    )
    return put_file(actor=actor, item=item, file=file)


def put_file(*, actor: User | None, item: LibraryVideo, file: "File[Any]") -> LibraryVideo:
    """Save `item` with this file. A new file means a new asset, and the old one is erased.

    Raises LibraryVideo.DoesNotExist if the item was deleted in the meantime.
    """
    check(file, actor)
    asset = _new_asset(actor, file)
    with _stored(file, asset) as key, transaction.atomic():
        replaced = _locked(item).asset_id if item.pk else None
        reserve(asset)
        asset.save(force_insert=True)
        item.asset, item.file = asset, key
        item.save()
        prepare_soon(asset)
        if replaced is not None:
            record(Replaced(item=item.pk), asset, actor=actor)
            erase_if_unused(replaced, actor=actor)
    return item


def keep_file(item: LibraryVideo) -> None:
    """Before saving the rest of an item: take its file fields from the row as it is now.

    Within a transaction. Raises LibraryVideo.DoesNotExist if it was deleted in the meantime.
    """
    row = _locked(item)
    for name in OF_THE_FILE:
        setattr(item, name, getattr(row, name))


def _locked(item: LibraryVideo) -> LibraryVideo:
    """Its row: another editor may have replaced the file since `item` was fetched."""
    row: LibraryVideo = (
        LibraryVideo.objects.select_related(None).select_for_update().get(pk=item.pk)
    )
    return row


@contextmanager
def _stored(file: "File[Any]", asset: VideoAsset) -> Iterator[str]:
    """Before the transaction: a long upload to a bucket must not hold database locks."""
    key = LibraryFiles().save(asset.original_key, file)
    try:
        yield key
    except BaseException:
        with suppress(StorageTrouble):
            get_storage().delete(key)
        raise


def check(file: "File[Any]", actor: User | None = None) -> None:
    """The same check as at every other entry point. Raises Refusal."""
    name = acceptance.clean_filename(file.name or "")
    acceptance.check_type(name)
    acceptance.check_size(file.size)
    acceptance.check_room(actor, file.size)


def title_from(filename: str) -> str:
    """`long_bows-2.mp4` → `long bows-2`."""
    stem = PurePosixPath(acceptance.clean_filename(filename)).stem
    return stem.replace("_", " ").strip() or _("Video")


def erase_if_unused(asset_id: UUID, *, actor: User | None = None) -> bool:
    """Erase an asset that no library item uses any more."""
    unused = VideoAsset.objects.filter(pk=asset_id, video_type=AssetKind.LIBRARY, library_item=None)
    if asset := unused.first():
        erase_asset(actor=actor, asset=asset)
    return asset is not None


@receiver(post_delete, sender=LibraryVideo)
def erase_with_its_item(instance: LibraryVideo, **kwargs: Any) -> None:
    """However it is deleted; within the same transaction."""
    if instance.asset_id:
        erase_if_unused(instance.asset_id)


def _new_asset(actor: User | None, file: "File[Any]") -> VideoAsset:
    return VideoAsset(
        owner=actor,
        video_type=AssetKind.LIBRARY,
        orig_filename=acceptance.clean_filename(file.name or ""),
        size_bytes=file.size,
        processing_status=AssetState.CHECKING,
    )
