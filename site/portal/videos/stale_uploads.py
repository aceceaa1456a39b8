"""Uploads that nobody finishes, and what came to the key of one after it was taken over."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.videos.arrivals import discard
from portal.videos.media import RefusalCode
from portal.videos.models import Upload
from portal.videos.uploads import close_upload

REFUSED_KEPT = timedelta(days=7)


def sweep() -> int:
    """End and drop them; how many were ended."""
    now = timezone.now()
    text = _("This upload was never finished. Please send the video again.")
    abandoned = Upload.objects.unfinished().filter(expires_at__lt=now)[:200]
    ended = [upload for upload in abandoned if close_upload(upload, code="expired", reason=text)]
    long_ago = now - timedelta(seconds=settings.UPLOAD_URL_SECONDS)
    _forget_refused(now - REFUSED_KEPT)
    taken = Upload.objects.exclude(taken_at=None).filter(closed_at=None)
    for upload in taken.filter(expires_at__lt=long_ago)[:200]:
        discard(upload)
        Upload.objects.filter(pk=upload.pk).update(closed_at=now)
    return len(ended)


def _forget_refused(before: datetime) -> None:
    """What was written again after its commit, and so was refused."""
    changed = Upload.objects.to_take_over().filter(asset__error_code=RefusalCode.CHANGED)
    for upload in changed.filter(committed_at__lt=before)[:200]:
        still = Upload.objects.to_take_over().filter(pk=upload.pk)
        if still.update(closed_at=timezone.now()):
            discard(upload)
