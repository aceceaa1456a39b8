"""Sending a video: begin → bytes go straight to storage → commit.

    upload = begin_upload(actor=student, kind=AssetKind.UPLOAD, filename="take.mp4", size_bytes=…)
    ticket(upload)      URLs for one PUT of the whole file and, if asked for, for its parts
    received(upload)    what arrived already, to resume
    commit_upload(actor=student, upload=upload)

A commit is idempotent: any number of them, one after the other or at once, make one job. Call it
outside a transaction where you can, because joining the parts of a large file takes seconds.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.errors import Refusal
from portal.videos import acceptance, counters
from portal.videos.models import AssetKind, AssetState, Upload, VideoAsset
from portal.videos.models.upload import UploadQuerySet
from portal.videos.preparation import prepare_soon
from portal.videos.storage import MissingObject, StoredPart, get_storage

MAX_PARTS = 10_000
COMMIT_SECONDS = 300
"""A commit that did not end by then was killed; the next one may take over."""
POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Part:
    number: int
    url: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """`url` takes one PUT of the whole file; `parts` is empty unless parts were asked for."""

    url: str
    parts: list[Part]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ReceivedPart:
    number: int
    size_bytes: int
    etag: str


def begin_upload(
    *,
    actor: User,
    kind: AssetKind | str,
    filename: str = "",
    mime_type: str = "",
    size_bytes: int | None = None,
    duration_ms: int | None = None,
    part_count: int | None = None,
    max_duration_ms: int | None = None,
    checksum_sha256: str = "",
    is_reply: bool = False,
    queue_group: str = "",
) -> Upload:
    """Refuses `wrong_type`, `empty`, `too_big`, `too_long`, `bad_parts`, `size_needed`."""
    name = acceptance.clean_filename(filename)
    acceptance.check_type(name, mime_type)
    acceptance.check_size(size_bytes)
    _check_size_is_known(size_bytes)
    acceptance.check_length(duration_ms, max_duration_ms)
    part_bytes = _part_bytes(size_bytes, part_count)
    with transaction.atomic():
        asset = VideoAsset.objects.create(
            owner=actor,
            video_type=kind,
            orig_filename=name,
            mime_type=acceptance.clean_mime_type(mime_type),
            size_bytes=size_bytes,
            max_duration_ms=max_duration_ms,
            is_reply=is_reply,
            queue_group=queue_group,
        )
        upload = Upload(asset=asset, size_bytes=size_bytes, part_bytes=part_bytes)
        upload.checksum_sha256 = checksum_sha256.lower()
        _open(upload)
    counters.count_begun()
    return upload


def ticket(upload: Upload) -> UploadTicket:
    """Fresh URLs, also for an upload that goes on after a break. Refuses a closed upload."""
    _refuse_closed(upload)
    expires_at = timezone.now() + timedelta(seconds=settings.UPLOAD_URL_SECONDS)
    url = get_storage().put_url(
        upload.key,
        size_bytes=upload.size_bytes,
        max_bytes=settings.VIDEO_MAX_BYTES,
        expires_at=expires_at,
    )
    return UploadTicket(url, _parts(upload, expires_at), expires_at)


def received(upload: Upload) -> list[ReceivedPart]:
    """Parts that are here; of an upload without parts, the whole file is part 1."""
    if not upload.is_open:
        return []
    if upload.is_in_parts:
        parts = get_storage().list_parts(upload.key, upload.storage_id)
        if parts:
            return [ReceivedPart(part.number, part.size_bytes, part.etag) for part in parts]
    return _received_whole(upload)


def _received_whole(upload: Upload) -> list[ReceivedPart]:
    """Parts may be joined, and the file be at its final key: a commit was killed after that."""
    storage = get_storage()
    size = storage.size(upload.key)
    if size is None:
        size = storage.size(upload.asset.original_key)
    if size is None:
        return []
    if not upload.is_in_parts:
        return [ReceivedPart(1, size, "")]
    numbers = range(1, upload.part_count + 1)
    return [ReceivedPart(number, _size_of_part(upload, number), "") for number in numbers]


def commit_upload(*, actor: User, upload: Upload, checksum_sha256: str = "") -> VideoAsset:
    """Take the bytes over, start the work. Refuses `incomplete_upload` and `upload_closed`.

    With the file's SHA-256 in hexadecimal, here or at the beginning, the worker refuses bytes that
    are not what was sent.
    """
    if checksum_sha256:
        unfinished = Upload.objects.unfinished().filter(pk=upload.pk)
        unfinished.update(checksum_sha256=checksum_sha256.lower())
    while not _claim(upload):
        _reread(upload)
        if upload.committed_at:
            return _asset_of(upload)
        _refuse_closed(upload)
        time.sleep(POLL_SECONDS)
    try:
        size = _take_over(upload)
    except BaseException:
        Upload.objects.filter(pk=upload.pk).update(commit_started_at=None)
        raise
    return _committed(upload, size)


def abort_upload(*, actor: User, upload: Upload) -> None:
    """Forget the bytes. Does nothing twice; refuses `already_committed`."""
    _reread(upload)
    if upload.committed_at:
        raise Refusal("already_committed", _("This video has been sent already."))
    close_upload(upload, code="cancelled", reason=_("This upload was cancelled."))


def close_upload(upload: Upload, *, code: str, reason: str) -> bool:
    """End an unfinished upload; False when it was finished or ended meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        if not _unclaimed(upload).update(closed_at=now):
            return False
        VideoAsset.objects.filter(pk=upload.asset_id).update(
            processing_status=AssetState.FAILED, error_code=code, processing_error=reason
        )
        transaction.on_commit(lambda: _discard(upload), robust=True)
    upload.closed_at = now
    return True


def sweep_stale() -> int:
    """End uploads that nobody finishes, and drop what came to a key after its commit."""
    now = timezone.now()
    text = _("This upload was never finished. Please send the video again.")
    abandoned = Upload.objects.unfinished().filter(expires_at__lt=now)[:200]
    ended = [upload for upload in abandoned if close_upload(upload, code="expired", reason=text)]
    long_ago = now - timedelta(seconds=settings.UPLOAD_URL_SECONDS)
    committed = Upload.objects.exclude(committed_at=None).filter(closed_at=None)
    for upload in committed.filter(expires_at__lt=long_ago)[:200]:
        _discard(upload)
        Upload.objects.filter(pk=upload.pk).update(closed_at=now)
    return len(ended)


def _check_size_is_known(size_bytes: int | None) -> None:
    if size_bytes is None and get_storage().needs_size:
        text = _("Please tell the size of the file before sending it.")
        raise Refusal("size_needed", text, status=400)


def _part_bytes(size_bytes: int | None, part_count: int | None) -> int:
    """The size of every part but the last; 0 for an upload in one piece."""
    if part_count is None:
        return 0
    if size_bytes is None or not 1 <= part_count <= MAX_PARTS:
        text = _("An upload in parts needs its size and between 1 and %(most)s parts.")
        raise Refusal("bad_parts", text % {"most": MAX_PARTS}, status=400)
    return max(ceil(size_bytes / part_count), get_storage().min_part_bytes)


def _open(upload: Upload) -> Upload:
    if upload.is_in_parts:
        upload.part_count = ceil((upload.size_bytes or 0) / upload.part_bytes)
        upload.storage_id = get_storage().begin_parts(upload.key)
    upload.expires_at = timezone.now() + timedelta(seconds=settings.UPLOAD_KEEP_SECONDS)
    upload.save()
    return upload


def _parts(upload: Upload, expires_at: datetime) -> list[Part]:
    if not upload.is_in_parts:
        return []
    return [_part(upload, number, expires_at) for number in range(1, upload.part_count + 1)]


def _part(upload: Upload, number: int, expires_at: datetime) -> Part:
    size = _size_of_part(upload, number)
    url = get_storage().part_url(
        upload.key, upload.storage_id, number, size_bytes=size, expires_at=expires_at
    )
    return Part(number, url, size)


def _size_of_part(upload: Upload, number: int) -> int:
    left = (upload.size_bytes or 0) - (number - 1) * upload.part_bytes
    return min(upload.part_bytes, left)


def _refuse_closed(upload: Upload) -> None:
    if upload.committed_at:
        raise Refusal("already_committed", _("This video has been sent already."))
    if upload.closed_at:
        raise _ended()


def _reread(upload: Upload) -> None:
    try:
        upload.refresh_from_db()
    except Upload.DoesNotExist:
        raise _ended() from None


def _ended() -> Refusal:
    text = _("This upload has ended. Please start again with the same video.")
    return Refusal("upload_closed", text, status=410)


def _unclaimed(upload: Upload) -> UploadQuerySet:
    killed = timezone.now() - timedelta(seconds=COMMIT_SECONDS)
    nobody = Q(commit_started_at=None) | Q(commit_started_at__lt=killed)
    return Upload.objects.unfinished().filter(nobody, pk=upload.pk)


def _claim(upload: Upload) -> bool:
    return bool(_unclaimed(upload).update(commit_started_at=timezone.now()))


def _take_over(upload: Upload) -> int:
    """Move the bytes to their final key, where no upload URL reaches them; their number.

    Each step may have been done by a commit that was killed afterwards.
    """
    storage = get_storage()
    _join_parts(upload)
    # Missing: moved already, or by another commit at this moment, which took us for dead.
    with suppress(MissingObject):
        storage.move(upload.key, upload.asset.original_key)
    size = storage.size(upload.asset.original_key)
    if size is None or (upload.size_bytes is not None and size != upload.size_bytes):
        raise _incomplete()
    return size


def _join_parts(upload: Upload) -> None:
    storage = get_storage()
    if not upload.is_in_parts or storage.exists(upload.key):
        return
    parts = storage.list_parts(upload.key, upload.storage_id)
    if not parts and storage.exists(upload.asset.original_key):
        return
    if not _is_complete(upload, parts):
        raise _incomplete()
    try:
        storage.complete_parts(upload.key, upload.storage_id, parts)
    except MissingObject:
        raise _incomplete() from None


def _is_complete(upload: Upload, parts: list[StoredPart]) -> bool:
    wanted = {n: _size_of_part(upload, n) for n in range(1, upload.part_count + 1)}
    return {part.number: part.size_bytes for part in parts} == wanted


def _incomplete() -> Refusal:
    text = _("Part of the video is still missing. Please let the upload finish, then try again.")
    return Refusal("incomplete_upload", text)


def _committed(upload: Upload, size_bytes: int) -> VideoAsset:
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(committed_at=timezone.now())
        VideoAsset.objects.filter(pk=upload.asset_id).update(
            size_bytes=size_bytes, processing_status=AssetState.CHECKING
        )
        asset = _asset_of(upload)
        prepare_soon(asset)
    counters.count_committed(size_bytes)
    _reread(upload)
    return asset


def _asset_of(upload: Upload) -> VideoAsset:
    """Refuses `upload_closed` when it was erased meanwhile."""
    asset = VideoAsset.objects.filter(pk=upload.asset_id).first()
    if asset is None:
        raise _ended()
    return asset


def _discard(upload: Upload) -> None:
    storage = get_storage()
    storage.abort_parts(upload.key, upload.storage_id)
    storage.delete(upload.key)
