"""Whether deleted files are really gone: the admin no longer shows them."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from core.doctor import Finding, bad, good, register
from videos.models import Erasure

LATEST = timedelta(hours=24)


@register("erasing", order=58)
def erasing() -> Iterator[Finding]:
    waiting = Erasure.objects.filter(done_at=None, emptied_at=None)
    late = waiting.filter(created_at__lt=timezone.now() - LATEST)
    if oldest := late.order_by("created_at").first():
        why = oldest.error or "no worker has tried"
        text = f"{late.count()} deleted files are still there after 24 hours ({why})"
        yield bad(text, fix="fix what storage and worker report here; erasing then continues")
    else:
        yield good(f"deleted files are gone, or will be soon ({waiting.count()} waiting)")
