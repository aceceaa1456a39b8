"""Sending a video: begin → bytes go straight to storage → commit.

    with prepare_upload(actor=student, kind=AssetKind.UPLOAD, filename="take.mp4", …) as upload:
        keep(upload)    together with rows of your own, in one transaction
    ticket(upload)      URLs for one PUT of the whole file and, if requested, for its parts
    received(upload)    what has already arrived, to resume
    commit_upload(actor=student, upload=upload)

A commit checks that everything is there and enqueues the work; a worker joins and copies the parts,
see `takeover`. Any number of commits, consecutive or simultaneous, create one job.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refusal
from events.bus import publish
from videos import counters
from videos.facts import Failed
from videos.intake import acceptance
from videos.intake.arrivals import (
    arrived,
    arrived_parts,
    discard,
    fingerprint,
    is_whole,
    size_of_part,
)
from videos.models import AssetKind, AssetState, Upload, VideoAsset
from videos.queue.enqueue import prepare_soon
from videos.quotas import charges
from videos.storage import MissingObject, StorageTrouble, StoredPart, get_storage

MAX_PARTS = 10_000
JOINED_AT_ONCE = 100
"""A commit waits for up to this many parts to be joined; more are left to a worker."""


@dataclass(frozen=True, slots=True)
class Part:
    number: int
    url: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """`url` takes one PUT of the whole file; `parts` is empty unless parts were requested."""

    url: str
    parts: list[Part]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ReceivedPart:
    number: int
    size_bytes: int
    etag: str


@contextmanager
def prepare_upload(
    *,
    actor: User,
    kind: AssetKind | str,
    filename: str = "",
    size_bytes: int | None = None,
    duration_ms: int | None = None,
    part_count: int | None = None,
    max_duration_ms: int | None = None,
    checksum_sha256: str = "",
    is_reply: bool = False,
    queue_group: str = "",
) -> Iterator[Upload]:
    """An upload that the storage knows of, but the database does not yet: `keep` it, or raise.

    This way the storage is called outside transactions, and a hanging one makes nobody else wait.
    Refuses `wrong_type`, `empty`, `too_big`, `too_long`, `bad_parts`, `size_needed`, and, here or
    in `keep`, `storage_full`, `course_full`, `portal_full`.
    """
    name = acceptance.clean_filename(filename)
    acceptance.check_type(name)
    acceptance.check_size(size_bytes)
    _check_size_is_known(size_bytes)
    acceptance.check_length(duration_ms, max_duration_ms)
    acceptance.check_room(actor, size_bytes, queue_group)
    asset = VideoAsset(
        owner=actor,
        video_type=kind,
        orig_filename=name,
        size_bytes=size_bytes,
        max_duration_ms=max_duration_ms,
        is_reply=is_reply,
        queue_group=queue_group,
    )
    upload = Upload(asset=asset, size_bytes=size_bytes, checksum_sha256=checksum_sha256.lower())
    upload.part_bytes = _part_bytes(size_bytes, part_count)
    with _opened_in_storage(upload):
        yield upload


def begin_upload(**details: Any) -> Upload:
    """`prepare_upload` and `keep`, when no other rows belong to it."""
    with prepare_upload(**details) as upload:
        return keep(upload)


def keep(upload: Upload) -> Upload:
    upload.expires_at = timezone.now() + timedelta(seconds=settings.UPLOAD_KEEP_SECONDS)
    with transaction.atomic():
        charges.reserve(upload.asset)
        upload.asset.save(force_insert=True)
        upload.save(force_insert=True)
    counters.count_begun()
    return upload


def ticket(upload: Upload) -> UploadTicket:
    """Fresh URLs, also to resume an upload after a break. Refuses a closed upload."""
    _refuse_closed(upload)
    expires_at = timezone.now() + timedelta(seconds=settings.UPLOAD_URL_SECONDS)
    return UploadTicket(_whole_url(upload, expires_at), _parts(upload, expires_at), expires_at)


def received(upload: Upload) -> list[ReceivedPart]:
    """Parts that have arrived. Without parts, the whole file is part 1."""
    if not upload.is_open:
        return []
    parts = arrived_parts(upload)
    if parts and not (upload.is_in_parts and is_whole(upload, parts[0])):
        return [ReceivedPart(part.number, part.size_bytes, part.etag) for part in parts]
    size = parts[0].size_bytes if parts else get_storage().size(upload.key)
    return [] if size is None else _received_whole(upload, size)


def _received_whole(upload: Upload, size_bytes: int) -> list[ReceivedPart]:
    if not upload.is_in_parts:
        return [ReceivedPart(1, size_bytes, "")]
    numbers = range(1, upload.part_count + 1)
    return [ReceivedPart(number, size_of_part(upload, number), "") for number in numbers]


def commit_upload(*, actor: User, upload: Upload, checksum_sha256: str = "") -> VideoAsset:
    """Everything is sent: start the work. Refuses `incomplete_upload` and `upload_closed`.

    Given the file's SHA-256 in hexadecimal, here or at the beginning, the worker refuses bytes that
    differ from what was sent.
    """
    parts = arrived(upload) if upload.is_open else []
    if parts and _commit(upload, parts, checksum_sha256.lower()):
        _end_links(upload, parts)
    _reread(upload)
    if upload.committed_at:
        return _asset_of(upload)
    _refuse_closed(upload)
    text = _("Part of the video is still missing. Please let the upload finish, then try again.")
    raise Refusal("incomplete_upload", text)


def abort_upload(*, actor: User, upload: Upload) -> None:
    """Discard the bytes. May be repeated. Refuses `already_committed`."""
    _refuse_committed(upload)
    if not close_upload(upload, code="cancelled"):
        _refuse_committed(upload)


def close_upload(upload: Upload, *, code: str) -> bool:
    """End an unfinished upload. False if it was finished or ended in the meantime."""
    now = timezone.now()
    with transaction.atomic():
        if not Upload.objects.unfinished().filter(pk=upload.pk).update(closed_at=now):
            return False
        VideoAsset.objects.filter(pk=upload.asset_id).update(
            processing_status=AssetState.FAILED, error_code=code
        )
        publish(Failed(error_code=code), actor=None, object_id=upload.asset_id)
        charges.settle_after_commit(upload.asset_id)
        transaction.on_commit(lambda: discard(upload), robust=True)
    upload.closed_at = now
    return True


def _check_size_is_known(size_bytes: int | None) -> None:
    if size_bytes is None and get_storage().needs_size:
        text = _("Please give the size of the file before sending it.")
        raise Refusal("size_needed", text, status=400)


def _part_bytes(size_bytes: int | None, part_count: int | None) -> int:
    """The size of every part but the last; 0 for an upload in one piece."""
    if part_count is None:
        return 0
    if size_bytes is None or not 1 <= part_count <= MAX_PARTS:
        text = _("An upload in parts needs its size and between 1 and %(most)s parts.")
        raise Refusal("bad_parts", text % {"most": MAX_PARTS}, status=400)
    return max(ceil(size_bytes / part_count), get_storage().min_part_bytes)


@contextmanager
def _opened_in_storage(upload: Upload) -> Iterator[None]:
    if upload.is_in_parts:
        upload.part_count = ceil((upload.size_bytes or 0) / upload.part_bytes)
    elif not get_storage().links_outlive:
        yield
        return
    upload.storage_id = get_storage().begin_parts(upload.key)
    try:
        yield
    except BaseException:
        with suppress(StorageTrouble):  # `tidy` finds what has no row
            get_storage().abort_parts(upload.key, upload.storage_id)
        raise


def _whole_url(upload: Upload, expires_at: datetime) -> str:
    """If the storage has a multipart upload, the whole file is one more part: such links end."""
    if upload.storage_id and upload.size_bytes is not None:
        number, size = upload.whole_number, upload.size_bytes
        return get_storage().part_url(
            upload.key, upload.storage_id, number, size_bytes=size, expires_at=expires_at
        )
    return get_storage().put_url(
        upload.key,
        size_bytes=upload.size_bytes,
        max_bytes=settings.VIDEO_MAX_BYTES,
        expires_at=expires_at,
    )


def _parts(upload: Upload, expires_at: datetime) -> list[Part]:
    if not upload.is_in_parts:
        return []
    return [_part(upload, number, expires_at) for number in range(1, upload.part_count + 1)]


def _part(upload: Upload, number: int, expires_at: datetime) -> Part:
    size = size_of_part(upload, number)
    url = get_storage().part_url(
        upload.key, upload.storage_id, number, size_bytes=size, expires_at=expires_at
    )
    return Part(number, url, size)


def _refuse_committed(upload: Upload) -> None:
    _reread(upload)
    if upload.committed_at:
        raise _already_sent()


def _refuse_closed(upload: Upload) -> None:
    if upload.committed_at:
        raise _already_sent()
    if upload.closed_at:
        raise _ended()


def _reread(upload: Upload) -> None:
    try:
        upload.refresh_from_db()
    except Upload.DoesNotExist:
        raise _ended() from None


def _already_sent() -> Refusal:
    return Refusal("already_committed", _("This video has already been sent."))


def _ended() -> Refusal:
    text = _("This upload has ended. Please start again with the same video.")
    return Refusal("upload_closed", text, status=410)


def _commit(upload: Upload, parts: list[StoredPart], checksum_sha256: str) -> bool:
    """False, with nothing done, if it was committed, aborted or erased in the meantime."""
    size_bytes = sum(part.size_bytes for part in parts)
    facts: dict[str, Any] = {"committed_at": timezone.now(), "fingerprint": fingerprint(parts)}
    if checksum_sha256:
        facts["checksum_sha256"] = checksum_sha256
    with transaction.atomic():
        if not Upload.objects.unfinished().filter(pk=upload.pk).update(**facts):
            return False
        VideoAsset.objects.filter(pk=upload.asset_id).update(
            size_bytes=size_bytes, processing_status=AssetState.CHECKING
        )
        if size_bytes != upload.size_bytes:
            charges.settle_after_commit(upload.asset_id)
        prepare_soon(_asset_of(upload))
    counters.count_committed(size_bytes)
    return True


def _end_links(upload: Upload, parts: list[StoredPart]) -> None:
    """If the storage can't ask us, links end when the parts are joined: do it now if it is quick.

    If it fails, the worker does it, and reports what is wrong.
    """
    storage = get_storage()
    if storage.links_outlive and upload.storage_id and len(parts) <= JOINED_AT_ONCE:
        with suppress(StorageTrouble, MissingObject):
            storage.complete_parts(upload.key, upload.storage_id, parts)


def _asset_of(upload: Upload) -> VideoAsset:
    """Refuses `upload_closed` if it was erased in the meantime."""
    asset = VideoAsset.objects.filter(pk=upload.asset_id).first()
    if asset is None:
        raise _ended()
    return asset
