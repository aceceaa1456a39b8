"""Bytes of ended uploads: left by a killed process, or sent by a link that a bucket still accepted.
An open upload has its row before anyone has a link, so it is never among them."""

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils import timezone

from videos.models import Upload
from videos.models.upload import FOLDER, id_in_key
from videos.storage import BegunUpload, get_storage

logger = logging.getLogger(__name__)

AT_ONCE = 500
GRACE = timedelta(minutes=20)
"""A multipart upload starts before its row is saved. This allows for a slow request, and for the
largest clock difference that a bucket accepts (15 minutes)."""


def remove_orphans() -> int:
    """Delete and abort them. Returns their number. The storage is read before the rows."""
    storage, count = get_storage(), 0
    for key in _ended_keys([found.key for found in storage.walk(FOLDER)]):
        storage.delete(key)
        count += 1
    for begun in _ended_parts(list(storage.begun_uploads())):
        storage.abort_parts(begun.key, begun.storage_id)
        count += 1
    if count:
        logger.info("removed the bytes of %s ended uploads", count)
    return count


def _ended_keys(keys: list[str]) -> Iterator[str]:
    """Keys that are no upload's, such as the doctor's, are left alone."""
    for some in _batches([key for key in keys if id_in_key(key)]):
        waited_for = {row.key for row in Upload.objects.holding().of_keys(some)}
        yield from (key for key in some if key not in waited_for)


def _ended_parts(begun: list[BegunUpload]) -> Iterator[BegunUpload]:
    before = timezone.now() - GRACE
    old = {one.storage_id: one for one in begun if one.begun_at < before and _is_upload(one)}
    for some in _batches(list(old)):
        rows = Upload.objects.holding().filter(storage_id__in=some)
        waited_for = set(rows.values_list("storage_id", flat=True))
        yield from (old[name] for name in some if name not in waited_for)


def _is_upload(begun: BegunUpload) -> bool:
    """Not what a worker sends in parts elsewhere. Storages without keys have no such uploads."""
    return not begun.key or begun.key.startswith(FOLDER)


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))
