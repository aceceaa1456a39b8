"""Uploads that nobody finished, and bytes that arrived after an upload was taken over."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from videos.intake.arrivals import discard
from videos.intake.uploads import close_upload
from videos.media import RefusalCode
from videos.models import Upload
from videos.quotas.charges import settle_after_commit

REFUSED_KEPT = timedelta(days=7)


def sweep() -> int:
    """End them and delete their bytes. Returns how many were ended."""
    now = timezone.now()
    abandoned = Upload.objects.unfinished().filter(expires_at__lt=now)[:200]
    ended = [upload for upload in abandoned if close_upload(upload, code="expired")]
    long_ago = now - timedelta(seconds=settings.UPLOAD_URL_SECONDS)
    _forget_refused(now - REFUSED_KEPT)
    taken = Upload.objects.exclude(taken_at=None).filter(closed_at=None)
    for upload in taken.filter(expires_at__lt=long_ago)[:200]:
        discard(upload)
        Upload.objects.filter(pk=upload.pk).update(closed_at=now)
    return len(ended)


def _forget_refused(before: datetime) -> None:
    """Uploads that were refused because they were written again after their commit."""
    changed = Upload.objects.to_take_over().filter(asset__error_code=RefusalCode.CHANGED)
    for upload in changed.filter(committed_at__lt=before)[:200]:
        still = Upload.objects.to_take_over().filter(pk=upload.pk)
        if still.update(closed_at=timezone.now()):
            settle_after_commit(upload.asset_id)
            discard(upload)
