"""Releasing feedback to the student, and taking it back.

Both go through Wagtail's publish and unpublish. Its signals end in `released` and `taken_back`,
so the admin, the API and a workflow do the same, each exactly once.
"""

from typing import cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogContext, get_active_log_context

from feedback.models import Feedback
from feedback.services.review import draft_of
from portal.accounts.models import User
from portal.audit.log import record
from portal.core.errors import Refusal
from portal.events.bus import publish
from practice.services import mark_answered, reopen_review


def release_feedback(*, actor: User, feedback: Feedback) -> Feedback:
    """The student sees the latest version from now on. Again without changes does nothing.

    Refusals: `not_found`, `nothing_to_release`, and those of the take.
    """
    with transaction.atomic(), LogContext(user=actor):
        draft = draft_of(actor=actor, feedback=feedback)
        if not draft.live or draft.has_unpublished_changes:
            revision = draft.latest_revision or draft.save_revision(user=actor, clean=False)
            revision.publish(user=actor, skip_permission_checks=True)
    feedback.refresh_from_db()
    return feedback


def take_back_feedback(*, actor: User, feedback: Feedback) -> Feedback:
    """The student no longer sees it; it is a draft again. Refusals: `not_found`."""
    with transaction.atomic(), LogContext(user=actor):
        row = Feedback.objects.for_teacher(actor).filter(pk=feedback.pk).first()
        if row is None:
            raise Refusal("not_found", _("This feedback is not yours."), status=404)
        row.unpublish(user=actor)
    feedback.refresh_from_db()
    return feedback


def released(feedback: Feedback) -> None:
    """After publishing. A correction of released feedback is news of its own, not a release."""
    now = timezone.now()
    is_release = _unreleased(feedback).update(released_at=now) == 1
    feedback.refresh_from_db(fields=["released_at"])
    mark_answered(feedback.clip)
    _tell("feedback.released" if is_release else "feedback.corrected", feedback)


def taken_back(feedback: Feedback) -> None:
    """After unpublishing: without other released feedback the take is in review again."""
    if not _released(feedback).update(released_at=None):
        return
    feedback.refresh_from_db(fields=["released_at"])
    if not Feedback.objects.released().filter(clip=feedback.clip_id).exists():
        reopen_review(feedback.clip)
    _tell("feedback.taken_back", feedback)


def _unreleased(feedback: Feedback) -> QuerySet[Feedback]:
    return Feedback.objects.filter(pk=feedback.pk, released_at=None)


def _released(feedback: Feedback) -> QuerySet[Feedback]:
    return Feedback.objects.filter(pk=feedback.pk, released_at__isnull=False)


def _tell(verb: str, feedback: Feedback) -> None:
    actor = _who_acts(feedback)
    record(verb, feedback, actor=actor, clip=str(feedback.clip_id))
    publish(verb, actor=actor, object_id=feedback.pk, clip=str(feedback.clip_id))


def _who_acts(feedback: Feedback) -> User | None:
    """Wagtail's signals don't name the person; its log context does, in the admin and here."""
    return cast("User | None", get_active_log_context().user or feedback.teacher)
