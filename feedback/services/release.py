"""Releasing feedback to the student, and taking it back.

Both go through Wagtail's publish and unpublish. Their signals call `released` and `taken_back`,
so that the admin, the API and workflows all have the same effects, exactly once.
"""

from typing import cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogContext, get_active_log_context

from accounts.models import User
from core.errors import Refusal
from events.bus import record_and_publish
from feedback import rules
from feedback.facts import Corrected, Released, TakenBack
from feedback.models import Feedback
from feedback.services.review import draft_of
from practice.services import mark_answered, reopen_review

ASK_A_TEACHER = _("Only a teacher of the course can release this. Ask one to release it.")


def release_feedback(*, actor: User, feedback: Feedback) -> Feedback:
    """Shows the student the latest version. Repeating it without changes has no effect.

    Refusals: `not_found`, `not_yours` for an assistant, `nothing_to_release`, and those of the
    take.
    """
    with transaction.atomic(), LogContext(user=actor):
        draft = draft_of(actor=actor, feedback=feedback)
        if not rules.may_release(actor, draft):
            raise Refusal("not_yours", ASK_A_TEACHER, status=403)
        if not draft.live or draft.has_unpublished_changes:
            revision = draft.latest_revision or draft.save_revision(user=actor, clean=False)
            revision.publish(user=actor, skip_permission_checks=True)
    feedback.refresh_from_db()
    return feedback


def take_back_feedback(*, actor: User, feedback: Feedback) -> Feedback:
    """Hides it from the student and makes it a draft again. Refusals: `not_found`."""
    with transaction.atomic(), LogContext(user=actor):
        row = Feedback.objects.releasable_by(actor).filter(pk=feedback.pk).first()
        if row is None:
            raise Refusal("not_found", _("You can't take back this feedback."), status=404)
        row.unpublish(user=actor)
    feedback.refresh_from_db()
    return feedback


def released(feedback: Feedback) -> None:
    """After publishing. Publishing changes to released feedback is recorded as a correction."""
    now, actor = timezone.now(), _acting_user(feedback)
    is_release = _unreleased(feedback).update(released_at=now, released_by=actor) == 1
    feedback.refresh_from_db(fields=["released_at", "released_by"])
    mark_answered(feedback.take)
    fact = Released if is_release else Corrected
    record_and_publish(fact(take=feedback.take_id), feedback, actor=actor)


def taken_back(feedback: Feedback) -> None:
    """After unpublishing. With no other released feedback, the take is in review again."""
    if not _released(feedback).update(released_at=None, released_by=None):
        return
    feedback.refresh_from_db(fields=["released_at", "released_by"])
    if not Feedback.objects.released().filter(take=feedback.take_id).exists():
        reopen_review(feedback.take)
    record_and_publish(TakenBack(take=feedback.take_id), feedback, actor=_acting_user(feedback))


def _unreleased(feedback: Feedback) -> QuerySet[Feedback]:
    return Feedback.objects.filter(pk=feedback.pk, released_at=None)


def _released(feedback: Feedback) -> QuerySet[Feedback]:
    return Feedback.objects.filter(pk=feedback.pk, released_at__isnull=False)


def _acting_user(feedback: Feedback) -> User | None:
    """Wagtail's signals don't pass the user; its log context has it, in the admin and here."""
    return cast("User | None", get_active_log_context().user or feedback.teacher)
