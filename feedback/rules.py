"""Who may do what with feedback and conversations. Small predicates, tested as a truth table."""

from django.utils.translation import gettext_lazy as _

from feedback.models import Feedback
from portal.accounts.models import User
from portal.core.errors import Refusal
from practice import rules as practice_rules
from practice.models import ClipStatus, PracticeClip


def may_review(user: User, clip: PracticeClip) -> bool:
    """Teachers of the course, and admins."""
    return practice_rules.teaches(user, clip)


def may_write(user: User, feedback: Feedback) -> bool:
    return Feedback.objects.for_teacher(user).filter(pk=feedback.pk).exists()


def may_talk(user: User, clip: PracticeClip) -> bool:
    """The student and the teachers; a classmate who sees the take, and an editor, only look."""
    is_own = practice_rules.owns(user, clip)
    return clip.is_handed_in and (is_own or practice_rules.teaches(user, clip))


def refuse_unanswerable(clip: PracticeClip) -> None:
    """Raises unless the take is handed in and can be watched.

    Refusals: `withdrawn`, `not_handed_in`, `video_failed`, `video_not_ready`.
    """
    if clip.status == ClipStatus.WITHDRAWN:
        raise Refusal("withdrawn", _("The student has withdrawn this take."))
    if not clip.is_handed_in:
        raise Refusal("not_handed_in", _("The student has not handed in this take yet."))
    if clip.asset.has_failed:
        raise Refusal("video_failed", _("The video of this take could not be prepared."))
    if not clip.asset.is_watchable:
        raise Refusal("video_not_ready", _("The video is still being prepared. Try again soon."))
