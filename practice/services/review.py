"""What the feedback floor tells a take: a review begins, ends, or is answered.

Each is one conditional UPDATE: of a withdrawal and a teacher's first remark, only one can win.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.errors import Refusal
from practice.models import ClipStatus, PracticeClip


def begin_review(clip: PracticeClip) -> None:
    """From now on the student can't withdraw it. Again is fine. Refusals: `not_handed_in`."""
    _move(clip, [ClipStatus.SUBMITTED], status=ClipStatus.IN_REVIEW)
    if not clip.is_handed_in:
        raise Refusal("not_handed_in", _("The student has withdrawn this take."))


def end_review(clip: PracticeClip) -> None:
    """The draft is gone, nothing was released: the take waits again."""
    _move(clip, [ClipStatus.IN_REVIEW], status=ClipStatus.SUBMITTED)


def mark_answered(clip: PracticeClip) -> None:
    """Feedback was released. The first release gives the time. Refusals: `not_handed_in`."""
    _move(
        clip,
        ClipStatus.awaiting_feedback(),
        status=ClipStatus.ANSWERED,
        answered_at=clip.answered_at or timezone.now(),
    )
    if clip.status != ClipStatus.ANSWERED:
        raise Refusal("not_handed_in", _("The student has withdrawn this take."))


def reopen_review(clip: PracticeClip) -> None:
    """All released feedback was taken back: the take is in review again."""
    _move(clip, [ClipStatus.ANSWERED], status=ClipStatus.IN_REVIEW)


def _move(clip: PracticeClip, before: Sequence[str], **changes: str | datetime) -> None:
    rows = PracticeClip.objects.filter(pk=clip.pk, status__in=before)
    rows.update(updated_at=timezone.now(), **changes)
    clip.refresh_from_db(fields=["status", "answered_at"])
