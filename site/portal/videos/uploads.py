"""Sending a video: begin → bytes go straight to storage → commit.

    with announced(actor=student, kind=AssetKind.UPLOAD, filename="take.mp4", …) as upload:
        keep(upload)    and rows of one's own, in one transaction
    ticket(upload)      URLs for one PUT of the whole file and, if asked for, for its parts
    received(upload)    what arrived already, to resume
    commit_upload(actor=student, upload=upload)

A commit looks whether all is there, and asks for the work: joining parts and copying them is the
worker's, see `takeover`. Any number of commits, one after the other or at once, make one job.
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

from portal.accounts.models import User
from portal.core.errors import Refusal
from portal.videos import acceptance, counters
from portal.videos.arrivals import arrived, arrived_parts, discard, fingerprint, size_of_part
from portal.videos.models import AssetKind, AssetState, Upload, VideoAsset
from portal.videos.preparation import prepare_soon
from portal.videos.storage import StorageTrouble, StoredPart, get_storage

MAX_PARTS = 10_000


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


@contextmanager
def announced(
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
) -> Iterator[Upload]:
    """An upload that the storage knows of and the database not yet: `keep` it, or raise.

    So the storage is asked outside of transactions, and one that hangs makes nobody else wait.
    Refuses `wrong_type`, `empty`, `too_big`, `too_long`, `bad_parts`, `size_needed`.
    """
    name = acceptance.clean_filename(filename)
    acceptance.check_type(name, mime_type)
    acceptance.check_size(size_bytes)
    _check_size_is_known(size_bytes)
    acceptance.check_length(duration_ms, max_duration_ms)
    asset = VideoAsset(
        owner=actor,
        video_type=kind,
        orig_filename=name,
        mime_type=acceptance.clean_mime_type(mime_type),
        size_bytes=size_bytes,
        max_duration_ms=max_duration_ms,
        is_reply=is_reply,
        queue_group=queue_group,
    )
    upload = Upload(asset=asset, size_bytes=size_bytes, checksum_sha256=checksum_sha256.lower())
    upload.part_bytes = _part_bytes(size_bytes, part_count)
    with _known_to_the_storage(upload):
        yield upload


def begin_upload(**announcement: Any) -> Upload:
    """`announced` and kept, where no other rows belong to it."""
    with announced(**announcement) as upload:
        return keep(upload)


def keep(upload: Upload) -> Upload:
    upload.expires_at = timezone.now() + timedelta(seconds=settings.UPLOAD_KEEP_SECONDS)
    with transaction.atomic():
        upload.asset.save(force_insert=True)
        upload.save(force_insert=True)
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
    if parts := arrived_parts(upload):
        return [ReceivedPart(part.number, part.size_bytes, part.etag) for part in parts]
    return _received_whole(upload)


def _received_whole(upload: Upload) -> list[ReceivedPart]:
    size = get_storage().size(upload.key)
    if size is None:
        return []
    if not upload.is_in_parts:
        return [ReceivedPart(1, size, "")]
    numbers = range(1, upload.part_count + 1)
    return [ReceivedPart(number, size_of_part(upload, number), "") for number in numbers]


def commit_upload(*, actor: User, upload: Upload, checksum_sha256: str = "") -> VideoAsset:
    """It is sent: start the work. Refuses `incomplete_upload` and `upload_closed`.

    With the file's SHA-256 in hexadecimal, here or at the beginning, the worker refuses bytes that
    are not what was sent.
    """
    parts = arrived(upload) if upload.is_open else []
    if parts:
        _commit(upload, parts, checksum_sha256.lower())
    _reread(upload)
    if upload.committed_at:
        return _asset_of(upload)
    _refuse_closed(upload)
    text = _("Part of the video is still missing. Please let the upload finish, then try again.")
    raise Refusal("incomplete_upload", text)


def abort_upload(*, actor: User, upload: Upload) -> None:
    """Forget the bytes. Does nothing twice; refuses `already_committed`."""
    _refuse_committed(upload)
    if not close_upload(upload, code="cancelled", reason=_("This upload was cancelled.")):
        _refuse_committed(upload)


def close_upload(upload: Upload, *, code: str, reason: str) -> bool:
    """End an unfinished upload; False when it was finished or ended meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        if not Upload.objects.unfinished().filter(pk=upload.pk).update(closed_at=now):
            return False
        VideoAsset.objects.filter(pk=upload.asset_id).update(
            processing_status=AssetState.FAILED, error_code=code, processing_error=reason
        )
        transaction.on_commit(lambda: discard(upload), robust=True)
    upload.closed_at = now
    return True


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


@contextmanager
def _known_to_the_storage(upload: Upload) -> Iterator[None]:
    if not upload.is_in_parts:
        yield
        return
    upload.part_count = ceil((upload.size_bytes or 0) / upload.part_bytes)
    upload.storage_id = get_storage().begin_parts(upload.key)
    try:
        yield
    except BaseException:
        with suppress(StorageTrouble):  # `tidy` finds what no row knows of
            get_storage().abort_parts(upload.key, upload.storage_id)
        raise


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
        raise _sent_already()


def _refuse_closed(upload: Upload) -> None:
    if upload.committed_at:
        raise _sent_already()
    if upload.closed_at:
        raise _ended()


def _reread(upload: Upload) -> None:
    try:
        upload.refresh_from_db()
    except Upload.DoesNotExist:
        raise _ended() from None


def _sent_already() -> Refusal:
    return Refusal("already_committed", _("This video has been sent already."))


def _ended() -> Refusal:
    text = _("This upload has ended. Please start again with the same video.")
    return Refusal("upload_closed", text, status=410)


def _commit(upload: Upload, parts: list[StoredPart], checksum_sha256: str) -> None:
    """Nothing, when it was committed, aborted or erased meanwhile."""
    size_bytes = sum(part.size_bytes for part in parts)
    facts: dict[str, Any] = {"committed_at": timezone.now(), "fingerprint": fingerprint(parts)}
    if checksum_sha256:
        facts["checksum_sha256"] = checksum_sha256
    with transaction.atomic():
        if not Upload.objects.unfinished().filter(pk=upload.pk).update(**facts):
            return
        VideoAsset.objects.filter(pk=upload.asset_id).update(
            size_bytes=size_bytes, processing_status=AssetState.CHECKING
        )
        prepare_soon(_asset_of(upload))
    counters.count_committed(size_bytes)


def _asset_of(upload: Upload) -> VideoAsset:
    """Refuses `upload_closed` when it was erased meanwhile."""
    asset = VideoAsset.objects.filter(pk=upload.asset_id).first()
    if asset is None:
        raise _ended()
    return asset
