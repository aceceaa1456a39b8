"""Writing feedback. Markers and scores are written through a revision only.

On a model with revisions, publishing an older one deletes child rows that were added since; a draft
therefore lives in its latest revision, and the child rows are what the student sees.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback import rules
from feedback.models import Feedback, FeedbackMarker, FeedbackScore, MarkerTag
from feedback.queries import rubric_of
from portal.accounts.models import User
from portal.core.errors import Refusal
from practice.models import PracticeClip
from practice.services import begin_review

WITH_ITS_TAKE = ("latest_revision", "clip__asset", "clip__student", "clip__exercise")


@transaction.atomic
def open_feedback(*, actor: User, clip: PracticeClip) -> Feedback:
    """The actor's feedback on the take, begun if there was none. Opening twice gives the same one.

    Opening alone does not begin the review: until something is saved, the student may withdraw.
    Refusals: `not_found` for who does not teach the course, and those of `refuse_unanswerable`.
    """
    if not rules.may_review(actor, clip):
        raise Refusal("not_found", _("This take is not yours to answer."), status=404)
    rules.refuse_unanswerable(clip)
    feedback, is_new = Feedback.objects.get_or_create(
        clip=clip, teacher=actor, defaults={"live": False}
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
    """A remark in the draft.

    Refusals: `not_found`, `backwards`, `outside_video`, and those of the take.
    """
    marker = FeedbackMarker(
        start_ms=start_ms, end_ms=end_ms, text=text, tag=tag, passage_uid=passage_uid
    )
    marker.clean_fields(exclude=["feedback"])
    with transaction.atomic():
        draft = draft_of(actor=actor, feedback=feedback)
        _refuse_outside(draft.clip, marker)
        draft.markers.add(marker)
        _save_draft(actor, draft)
    return marker


@transaction.atomic
def write_summary(*, actor: User, feedback: Feedback, summary: str) -> Feedback:
    """The draft with its new summary. Refusals: `not_found`, and those of the take."""
    draft = draft_of(actor=actor, feedback=feedback)
    draft.summary = summary
    draft.clean_fields(exclude=["clip", "teacher"])
    _save_draft(actor, draft)
    return draft


def draft_of(*, actor: User, feedback: Feedback) -> Feedback:
    """The latest version, to change; the row stays locked until the transaction ends.

    What is out can be corrected whatever became of the video.
    """
    writable = Feedback.objects.for_teacher(actor).filter(pk=feedback.pk)
    if writable.select_for_update(of=("self",)).only("pk").first() is None:
        raise Refusal("not_found", _("This feedback is not yours to write."), status=404)
    # Read after the lock, not with it: PostgreSQL would wait, and then join the new row to other
    # tables as they were before; without its version, what another tab wrote would be lost.
    row = Feedback.objects.select_related(*WITH_ITS_TAKE).get(pk=feedback.pk)
    if not row.live:
        rules.refuse_unanswerable(row.clip)
    return _latest_version(row)


def _latest_version(row: Feedback) -> Feedback:
    """What `get_latest_revision_as_object` gives, from the rows that are here already."""
    if not row.has_unpublished_changes or row.latest_revision is None:
        return row
    return row.with_content_json(row.latest_revision.content)


def draft_saved(feedback: Feedback) -> None:
    """A version was saved: the review has begun, the student can no longer withdraw the take."""
    begin_review(feedback.clip)


def _save_draft(actor: User, draft: Feedback) -> None:
    draft.save_revision(user=actor, log_action=True, clean=False)
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
        for place, criterion in enumerate(rubric_of(feedback.clip))
    )


def _refuse_outside(clip: PracticeClip, marker: FeedbackMarker) -> None:
    if marker.end_ms is not None and marker.end_ms <= marker.start_ms:
        raise Refusal("backwards", _("A remark must end after it starts."), status=400)
    duration = clip.asset.duration_ms
    if duration is not None and max(marker.start_ms, marker.end_ms or 0) > duration:
        raise Refusal("outside_video", _("The video is shorter than that."), status=400)
