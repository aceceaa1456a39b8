"""Feedback and conversations as a page shows them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from feedback.models import Feedback, FeedbackMarker, MarkerTag, PracticeThread
from feedback.queries import passages_of, released_feedback, threads_of
from portal.accounts.models import User
from practice.models import PracticeClip


@dataclass
class ShownRemark:
    """A remark with the passage it cites and the conversation about it."""

    marker: FeedbackMarker
    passage: str = ""
    thread: PracticeThread | None = None


@dataclass
class ShownFeedback:
    feedback: Feedback
    remarks: list[ShownRemark] = field(default_factory=list)

    @property
    def scores(self) -> list[Any]:
        """Only what was looked at: a criterion without points and words says nothing."""
        scores = self.feedback.scores.all()
        return [score for score in scores if score.points is not None or score.comment]


def feedback_on(user: User, clip: PracticeClip) -> list[ShownFeedback]:
    """The released feedback of each teacher, remarks in the order of their time."""
    found = list(released_feedback(user, clip))
    if not found:
        return []
    threads = {thread.marker_uid: thread for thread in threads_of(user, clip)}
    return [shown(feedback, threads) for feedback in found]


def shown(
    feedback: Feedback, threads: dict[UUID | None, PracticeThread] | None = None
) -> ShownFeedback:
    markers = sorted(feedback.markers.all(), key=lambda marker: marker.start_ms)
    passages = _passages(feedback.clip, markers)
    remarks = [
        ShownRemark(marker, passages.get(marker.passage_uid, ""), (threads or {}).get(marker.uid))
        for marker in markers
    ]
    return ShownFeedback(feedback, remarks)


def pins(feedback: list[ShownFeedback]) -> list[dict[str, Any]]:
    """What the timeline draws of it, see static/js/elements/practice-timeline.js."""
    return [
        {
            "id": str(remark.marker.uid),
            "startMs": remark.marker.start_ms,
            "endMs": remark.marker.end_ms,
            "label": remark.marker.text[:80],
            "author": str(one.feedback.teacher or ""),
            "tag": str(MarkerTag(remark.marker.tag).label),
            "tone": remark.marker.tone,
        }
        for one in feedback
        for remark in one.remarks
    ]


def conversations_on(user: User, clip: PracticeClip) -> list[PracticeThread]:
    """Conversations that are not about a remark: those stand beside their remark."""
    return [thread for thread in threads_of(user, clip) if thread.marker_uid is None]


def _passages(clip: PracticeClip, markers: list[FeedbackMarker]) -> dict[UUID | None, str]:
    """The exercise of the take is read only when a remark cites a passage."""
    if not any(marker.passage_uid for marker in markers):
        return {}
    return {passage.uid: passage.label for passage in passages_of(clip)}
