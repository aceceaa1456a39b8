"""Whether what was deleted is gone: nobody looks at it in the admin any more."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from portal.core.doctor import Finding, bad, good, register
from portal.videos.models import Erasure

LATEST = timedelta(hours=24)


@register("erasing", order=58)
def erasing() -> Iterator[Finding]:
    waiting = Erasure.objects.filter(done_at=None, emptied_at=None)
    late = waiting.filter(created_at__lt=timezone.now() - LATEST)
    if oldest := late.order_by("created_at").first():
        why = oldest.error or "no worker has tried"
        text = f"{late.count()} deleted files are still there after 24 hours ({why})"
        yield bad(text, mend="see storage and worker here; then it goes on by itself")
    else:
        yield good(f"what was deleted is gone, or goes soon ({waiting.count()} wait)")
