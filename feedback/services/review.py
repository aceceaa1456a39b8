"""Writing feedback. Markers and scores are only written through a revision.

Publishing an older revision deletes child rows that were added since. A draft therefore lives in
its latest revision, and the child rows are what the student sees.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from accounts.models import User
from core.errors import Refusal
from feedback import rules
from feedback.models import MAX_REMARKS, Feedback, FeedbackMarker, FeedbackScore, MarkerTag
from feedback.queries import rubric_of
from practice.models import Take
from practice.services import begin_review

SITTING = timedelta(minutes=30)
"""After a pause this long, a save creates a new version."""

WITH_ITS_TAKE = ("latest_revision", "take__asset", "take__student", "take__exercise")


@transaction.atomic
def open_feedback(*, actor: User, take: Take) -> Feedback:
    """The actor's feedback on the take, created if there is none. Idempotent.

    Opening it does not start the review: until something is saved, the student may withdraw.
    Refusals: `not_found` unless the actor teaches or assists in the course, and those of
    `refuse_unanswerable`.
    """
    if not rules.may_review(actor, take):
        raise Refusal("not_found", _("You can't give feedback on this take."), status=404)
    rules.refuse_unanswerable(take)
    feedback, is_new = Feedback.objects.get_or_create(
        take=take, teacher=actor, defaults={"live": False}
    )
    if is_new:
        _prefill_scores(feedback)
    return feedback


def add_marker(
    *,
    actor: User,
    feedback: Feedback,
    start_ms: int,
    text: str,
    end_ms: int | None = None,
    tag: str = MarkerTag.WORK,
    passage_uid: UUID | None = None,
) -> FeedbackMarker:
    """Adds a remark to the draft.

    Refusals: `not_found`, `backwards`, `outside_video`, `too_many_remarks`, and those of the take.
    """
    marker = FeedbackMarker(
        start_ms=start_ms, end_ms=end_ms, text=text, tag=tag, passage_uid=passage_uid
    )
    marker.clean_fields(exclude=["feedback"])
    with transaction.atomic():
        draft = draft_of(actor=actor, feedback=feedback)
        _refuse_outside(draft.take, marker)
        _refuse_too_many(draft)
        draft.markers.add(marker)
        _save_draft(actor, draft)
    return marker


@transaction.atomic
def write_summary(*, actor: User, feedback: Feedback, summary: str) -> Feedback:
    """Saves a new summary in the draft. Refusals: `not_found`, and those of the take."""
    draft = draft_of(actor=actor, feedback=feedback)
    draft.summary = summary
    draft.clean_fields(exclude=["take", "teacher"])
    _save_draft(actor, draft)
    return draft


def draft_of(*, actor: User, feedback: Feedback) -> Feedback:
    """The latest version, for writing; the row stays locked until the transaction ends.

    Released feedback can be corrected whatever happened to the video.
    """
    writable = Feedback.objects.writable_by(actor).filter(pk=feedback.pk)
    if writable.select_for_update(of=("self",)).only("pk").first() is None:
        raise Refusal("not_found", _("You can't edit this feedback."), status=404)
    # Read after locking, not together: PostgreSQL would wait for the lock and then join the new row
    # to other tables as they were before, missing the latest version saved by another tab.
    row = Feedback.objects.select_related(*WITH_ITS_TAKE).get(pk=feedback.pk)
    if not row.live:
        rules.refuse_unanswerable(row.take)
    return _latest_version(row)


def _latest_version(row: Feedback) -> Feedback:
    """Like `get_latest_revision_as_object`, but from the rows already loaded."""
    if not row.has_unpublished_changes or row.latest_revision is None:
        return row
    return row.with_content_json(row.latest_revision.content)


def draft_saved(feedback: Feedback) -> None:
    """Called after a version was saved: the student can no longer withdraw the take."""
    begin_review(feedback.take)


def version_to_overwrite(actor: User, feedback: Feedback) -> Revision | None:
    """The latest version, if this person saved it in the current sitting.

    Otherwise a save creates a new version. This makes one version per sitting and release, rather
    than one per remark. Released or scheduled versions are never overwritten.
    """
    version = feedback.latest_revision
    if version is None or version.user_id != actor.pk or version.approved_go_live_at:
        return None
    is_out = version.pk == feedback.live_revision_id
    is_recent = version.created_at > timezone.now() - SITTING
    if is_out or not is_recent or feedback.workflow_in_progress:
        return None
    return version


def _save_draft(actor: User, draft: Feedback) -> None:
    version = version_to_overwrite(actor, draft)
    draft.save_revision(user=actor, log_action=True, clean=False, overwrite_revision=version)
    draft_saved(draft)


def _prefill_scores(feedback: Feedback) -> None:
    FeedbackScore.objects.bulk_create(
        FeedbackScore(
            feedback=feedback,
            criterion_uid=criterion.uid,
            label=criterion.label,
            max_points=criterion.max_points,
            sort_order=place,
        )
        for place, criterion in enumerate(rubric_of(feedback.take))
    )


def _refuse_too_many(draft: Feedback) -> None:
    if len(draft.markers.all()) >= MAX_REMARKS:
        words = _("Feedback can have at most %(count)d remarks.") % {"count": MAX_REMARKS}
        raise Refusal("too_many_remarks", words)


def _refuse_outside(take: Take, marker: FeedbackMarker) -> None:
    if marker.end_ms is not None and marker.end_ms <= marker.start_ms:
        raise Refusal("backwards", _("A remark must end after it starts."), status=400)
    duration = take.asset.duration_ms
    if duration is not None and max(marker.start_ms, marker.end_ms or 0) > duration:
        raise Refusal("outside_video", _("The video is shorter than that."), status=400)
