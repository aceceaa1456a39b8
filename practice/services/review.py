"""How feedback moves a take: a review begins, ends, or is answered.

Each is one conditional UPDATE: if a withdrawal and a teacher's first remark race, only one wins.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refusal
from practice.models import Take, TakeStatus


def begin_review(take: Take) -> None:
    """From now on the student can't withdraw it. Safe to repeat. Refusals: `not_handed_in`."""
    _move(take, [TakeStatus.SUBMITTED], status=TakeStatus.IN_REVIEW)
    if not take.is_handed_in:
        raise Refusal("not_handed_in", _("The student has withdrawn this take."))


def end_review(take: Take) -> None:
    """The draft was deleted and nothing released: the take is waiting again."""
    _move(take, [TakeStatus.IN_REVIEW], status=TakeStatus.SUBMITTED)


def mark_answered(take: Take) -> None:
    """Feedback was released. The first release sets the time. Refusals: `not_handed_in`.

    Each release counts as new feedback until the student opens the take.
    """
    _move(
        take,
        TakeStatus.awaiting_feedback(),
        status=TakeStatus.ANSWERED,
        answered_at=take.answered_at or timezone.now(),
    )
    if take.status != TakeStatus.ANSWERED:
        raise Refusal("not_handed_in", _("The student has withdrawn this take."))
    _move(take, [TakeStatus.ANSWERED], has_unseen_feedback=True)


def note_feedback_seen(*, actor: User, take: Take) -> None:
    """Only when the student looks; a classmate or teacher who looks changes nothing."""
    if take.has_unseen_feedback and take.student_id == actor.pk:
        Take.objects.filter(pk=take.pk).update(has_unseen_feedback=False)
        take.has_unseen_feedback = False


def reopen_review(take: Take) -> None:
    """All released feedback was withdrawn: the take is in review again."""
    _move(take, [TakeStatus.ANSWERED], status=TakeStatus.IN_REVIEW, has_unseen_feedback=False)


def _move(take: Take, before: Sequence[str], **changes: str | datetime | bool) -> None:
    rows = Take.objects.filter(pk=take.pk, status__in=before)
    rows.update(updated_at=timezone.now(), **changes)
    take.refresh_from_db(fields=["status", "answered_at"])
