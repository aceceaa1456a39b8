"""Who may do what with feedback and conversations: small predicates, tested as a truth table."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import Right
from core.errors import Refusal
from feedback.models import Feedback, PracticeThread, ThreadMessage
from practice import rules as practice_rules
from practice.models import Take, TakeStatus


def may_review(user: User, take: Take) -> bool:
    """Teachers and assistants of the course, and admins."""
    return practice_rules.answers(user, take)


def may_write(user: User, feedback: Feedback) -> bool:
    return Feedback.objects.writable_by(user).filter(pk=feedback.pk).exists()


def may_release(user: User, feedback: Feedback) -> bool:
    """Teachers of the course: their own, and what an assistant has handed on."""
    return Feedback.objects.releasable_by(user).filter(pk=feedback.pk).exists()


def may_hand_on(user: User, feedback: Feedback) -> bool:
    """Its author, who is an assistant in the course."""
    is_own_draft = feedback.teacher_id == user.pk and feedback.asked_at is None
    return is_own_draft and may_write(user, feedback) and not may_release(user, feedback)


def may_send_back(user: User, feedback: Feedback) -> bool:
    is_anothers = feedback.is_in_hand and feedback.teacher_id not in (None, user.pk)
    return is_anothers and may_release(user, feedback)


def reads_draft(user: User, feedback: Feedback) -> bool:
    """Whoever may change it, and its author while a teacher has it."""
    return feedback.teacher_id == user.pk or may_write(user, feedback)


def may_talk(user: User, take: Take) -> bool:
    """The student and the teachers. Editors, and classmates who see the take, can only look."""
    is_own = practice_rules.owns(user, take)
    return take.is_handed_in and (is_own or practice_rules.teaches(user, take))


def may_settle(user: User, take: Take) -> bool:
    """Teachers of the course, who would answer it; not the student who asked."""
    return not practice_rules.owns(user, take) and practice_rules.teaches(user, take)


def may_close(user: User, take: Take) -> bool:
    """Teachers of the course, and editors; not the student, whose take it is."""
    return not practice_rules.owns(user, take) and (
        user.may(Right.MODERATE) or practice_rules.teaches(user, take)
    )


def speaks_as_teacher(message: ThreadMessage, thread: PracticeThread) -> bool:
    """On a take, everyone but its student does, whatever name they use."""
    return message.author_id != thread.take.student_id


def refuse_unanswerable(take: Take) -> None:
    """Raises a refusal unless the take is handed in and can be watched.

    Refusals: `removed`, `withdrawn`, `not_handed_in`, `video_failed`, `video_not_ready`.
    """
    if take.is_removed:
        raise Refusal("removed", _("An editor has removed this take."))
    if take.status == TakeStatus.WITHDRAWN:
        raise Refusal("withdrawn", _("The student has withdrawn this take."))
    if not take.is_handed_in:
        raise Refusal("not_handed_in", _("The student has not handed in this take yet."))
    if take.asset.has_failed:
        raise Refusal("video_failed", _("The video of this take could not be prepared."))
    if not take.asset.is_watchable:
        raise Refusal("video_not_ready", _("The video is still being prepared. Try again soon."))
