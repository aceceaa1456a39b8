"""Finds differences. Only reads, and skips anything that may be in progress."""

import re
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from videos.models import Upload, VideoAsset
from videos.storage import BegunUpload, StoredObject, get_storage
from videos.upkeep.reconcile.findings import Drift, Finding
from videos.upkeep.reconcile.slices import Slice, slice_of

HEX_DIGITS = "0123456789abcdef"
MANY = 200_000
_OF_VIDEO = re.compile(r"^(videos|clips)/([0-9a-f-]{36})/(.+)$")
_OF_UPLOAD = re.compile(r"^uploads/([0-9a-f-]{36})$")


def find(*, before: datetime) -> Iterator[Finding]:
    """Only what is older than `before`: anything younger may be in progress."""
    for start in _starts():
        yield from _differences(slice_of(start, before), before)
    yield from _ended_uploads(before)


def _starts() -> list[str]:
    if VideoAsset.objects.count() < MANY:
        return list(HEX_DIGITS)
    return [first + second for first in HEX_DIGITS for second in HEX_DIGITS]


def _differences(part: Slice, before: datetime) -> Iterator[Finding]:
    for found in part.objects.values():
        if found.changed_at < before and (drift := _drift_of(found, part)):
            yield Finding(drift, found.key, found.size_bytes, _asset_id(found.key))
    for row in part.expected():
        if (there := part.objects.get(row.key)) is None:
            if get_storage().size(row.key) is None:
                yield Finding(row.if_missing, row.key, row.size_bytes or 0, row.asset_id)
        elif row.if_other_size and there.size_bytes != row.size_bytes:
            yield Finding(row.if_other_size, row.key, there.size_bytes, row.asset_id)


def _drift_of(found: StoredObject, part: Slice) -> Drift | None:
    match = _OF_VIDEO.match(found.key)
    if not match:
        return Drift.UNKNOWN
    kind, asset_id, rest = match[1], UUID(match[2]), match[3]
    if asset_id in part.left_alone:
        return None
    if asset_id not in part.assets:
        return Drift.ORPHAN
    if kind == "clips":
        return None if found.key in part.clip_keys else Drift.ORPHAN_CLIP
    return _drift_within(found.key, rest, asset_id, part)


def _drift_within(key: str, rest: str, asset_id: UUID, part: Slice) -> Drift | None:
    asset = part.assets[asset_id]
    if rest == "original":
        return None if asset.has_original else Drift.KEPT_ORIGINAL
    if rest == "poster.jpg":
        return None if asset.has_poster else Drift.POSTER_UNMARKED
    if rest.startswith("renditions/"):
        return None if key in part.rendition_keys else Drift.STALE_RENDITION
    return Drift.LEFTOVER if rest.startswith("making/") else Drift.UNKNOWN


def _asset_id(key: str) -> UUID | None:
    match = _OF_VIDEO.match(key)
    return UUID(match[2]) if match else None


def _ended_uploads(before: datetime) -> Iterator[Finding]:
    """Open uploads are few, so their ids are read once."""
    storage, holding = get_storage(), Upload.objects.holding()
    objects = [found for found in storage.walk("uploads/") if found.changed_at < before]
    open_keys = {f"uploads/{pk}" for pk in holding.values_list("pk", flat=True)}
    for found in objects:
        if found.key not in open_keys:
            drift = Drift.ORPHAN_UPLOAD if _OF_UPLOAD.match(found.key) else Drift.UNKNOWN
            yield Finding(drift, found.key, found.size_bytes)
    yield from _abandoned_parts(list(storage.begun_uploads()), before)


def _abandoned_parts(begun: list[BegunUpload], before: datetime) -> Iterator[Finding]:
    """Includes what a killed worker was sending in parts, if its asset has no open job left."""
    names = set(Upload.objects.holding().values_list("storage_id", flat=True))
    for one in begun:
        if one.begun_at < before and one.storage_id not in names and not _is_sent_now(one):
            yield Finding(Drift.BEGUN_UPLOAD, one.key, storage_id=one.storage_id)


def _is_sent_now(begun: BegunUpload) -> bool:
    asset_id = _asset_id(begun.key)
    return asset_id is not None and VideoAsset.objects.at_work().filter(pk=asset_id).exists()
