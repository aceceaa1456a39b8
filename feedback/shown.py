"""Feedback and conversations, prepared for pages."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from accounts.models import User
from feedback.models import Feedback, FeedbackMarker, MarkerTag, PracticeThread, ThreadMessage
from feedback.moderation.sight import Cases, Onlooker, Sight, cases_of_remarks
from feedback.queries import passages_of, released_feedback, threads_of, up_to
from practice.models import Take

THREADS_A_PAGE = 20


@dataclass
class ShownRemark:
    """A remark with the passage it cites and the conversation about it."""

    marker: FeedbackMarker
    sight: Sight
    passage: str = ""
    thread: PracticeThread | None = None


@dataclass
class ShownFeedback:
    feedback: Feedback
    remarks: list[ShownRemark] = field(default_factory=list)

    @property
    def scores(self) -> list[Any]:
        """Only scored criteria: those with points or a comment."""
        scores = self.feedback.scores.all()
        return [score for score in scores if score.points is not None or score.comment]


def feedback_on(user: User, take: Take, linked: str = "") -> list[ShownFeedback]:
    """The released feedback of each teacher, with remarks in time order."""
    found = list(released_feedback(user, take))
    if not found:
        return []
    talks = list(threads_of(user, take).exclude(marker_uid=None))
    _go_back_to(user, _linked(user, talks, linked), talks)
    threads = {thread.marker_uid: thread for thread in talks}
    cases, onlooker = cases_of_remarks(take), Onlooker(user, take)
    return [shown(feedback, onlooker, cases, threads) for feedback in found]


def shown(
    feedback: Feedback,
    onlooker: Onlooker,
    cases: Cases,
    threads: dict[UUID | None, PracticeThread] | None = None,
) -> ShownFeedback:
    markers = sorted(feedback.markers.all(), key=lambda marker: marker.start_ms)
    passages = _passages(feedback.take, markers)
    remarks = [
        ShownRemark(
            marker,
            onlooker.of_remark(marker, feedback, cases),
            passages.get(marker.passage_uid, ""),
            (threads or {}).get(marker.uid),
        )
        for marker in markers
    ]
    return ShownFeedback(feedback, remarks)


def pins(feedback: list[ShownFeedback]) -> list[dict[str, Any]]:
    """The pins on the timeline, see static/js/elements/practice-timeline.js."""
    return [
        {
            "id": str(remark.marker.uid),
            "startMs": remark.marker.start_ms,
            "endMs": remark.marker.end_ms,
            "label": remark.sight.text[:80],
            "author": str(one.feedback.teacher or ""),
            "tag": str(MarkerTag(remark.marker.tag).label),
            "tone": remark.marker.tone,
        }
        for one in feedback
        for remark in one.remarks
    ]


def conversations_on(
    user: User, take: Take, linked: str, asked: str | None
) -> "Page[PracticeThread]":
    """Conversations that are not about a remark (those are shown beside their remark).

    The newest ones, oldest first. `asked` is a page number, counting back from the newest. If
    `linked` is the id of a message, the page with that message is returned.
    """
    threads = threads_of(user, take).filter(marker_uid=None).order_by("-created_at", "-pk")
    message = _message(user, threads, linked)
    if message:
        newer = threads.filter(created_at__gt=message.thread.created_at)
        asked = str(newer.count() // THREADS_A_PAGE + 1)
    page = Paginator(threads, THREADS_A_PAGE).get_page(asked)
    page.object_list = list(page.object_list)[::-1]
    _go_back_to(user, message, page.object_list)
    return page


def _message(user: User, threads: QuerySet[PracticeThread], linked: str) -> ThreadMessage | None:
    """The message with this id, if it is in one of these conversations."""
    try:
        key = UUID(linked)
    except ValueError:
        return None
    messages = ThreadMessage.objects.seen_by(user).select_related("thread")
    return messages.filter(pk=key, thread__in=threads.order_by().values("pk")).first()


def _linked(user: User, threads: list[PracticeThread], linked: str) -> ThreadMessage | None:
    of = PracticeThread.objects.filter(pk__in=[thread.pk for thread in threads])
    return _message(user, of, linked) if threads and linked else None


def _go_back_to(user: User, message: ThreadMessage | None, threads: list[PracticeThread]) -> None:
    for thread in threads:
        if message and thread.pk == message.thread_id and message not in thread.shown:
            thread.latest, thread.ends_early = up_to(user, message), True


def _passages(take: Take, markers: list[FeedbackMarker]) -> dict[UUID | None, str]:
    """Loads the exercise only if a remark cites a passage."""
    if not any(marker.passage_uid for marker in markers):
        return {}
    return {passage.uid: passage.label for passage in passages_of(take)}
