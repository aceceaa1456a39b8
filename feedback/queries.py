"""Queries shared by the desk, pages and API. Each is limited to what the person may see."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from accounts.names import pasted
from courses.models import Exercise, Passage, RubricCriterion
from feedback.models import (
    MESSAGES_SHOWN,
    Feedback,
    FeedbackMarker,
    ModerationCase,
    PracticeThread,
    ThreadMessage,
)
from practice.models import Take

LATEST: str = "latest"
"""The attribute of a conversation that its `shown` property reads."""


def pinned_exercise(take: Take) -> Exercise:
    """The exercise as it was when the take was created."""
    revision = take.exercise_revision
    pinned: Any = revision.as_object() if revision else take.exercise
    exercise: Exercise = pinned
    return exercise


def rubric_of(take: Take) -> list[RubricCriterion]:
    return list(pinned_exercise(take).criteria.all())


def passages_of(take: Take) -> list[Passage]:
    return list(pinned_exercise(take).passages.all())


def passage_names(take: Take) -> dict[UUID, str]:
    """Labels by uid, cached on the take instance: a comparison needs them for each remark."""
    known: dict[UUID, str] | None = take.__dict__.get("_passage_names")
    if known is None:
        known = {passage.uid: passage.label for passage in passages_of(take)}
        take.__dict__["_passage_names"] = known
    return known


def takes_named(text: str) -> "QuerySet[Take]":
    """Takes whose student's or exercise's name has these words.

    A union, as each half starts from its few matching names. One combined query would read the
    names of all takes.
    """
    students, exercises = User.objects.order_by(), Exercise.objects.order_by()
    for word in pasted(text).split() or text.split():
        students = students.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    for word in text.split():
        exercises = exercises.filter(title__icontains=word)
    takes = Take.objects.order_by()
    of_students = takes.filter(student__in=students.values("pk"))
    return of_students.union(takes.filter(exercise__in=exercises.values("pk")))


def released_feedback(user: User, take: Take) -> QuerySet[Feedback]:
    """Released feedback on the take that this person may read, oldest first."""
    return (
        Feedback.objects.visible_to(user)
        .released()
        .filter(take=take)
        .select_related("teacher")
        .prefetch_related("markers", "scores")
        .order_by("released_at")
    )


def threads_of(user: User, take: Take) -> QuerySet[PracticeThread]:
    """The conversations on a take, oldest first, each with its newest messages as `shown`."""
    messages = latest(ThreadMessage.objects.seen_by(user))
    return (
        PracticeThread.objects.visible_to(user)
        .filter(take=take)
        .select_related("take", "segment__video_clip")
        .prefetch_related(Prefetch("messages", queryset=messages, to_attr=LATEST))
        .order_by("created_at", "pk")
    )


def latest(messages: QuerySet[ThreadMessage]) -> QuerySet[ThreadMessage]:
    """The messages of one page, newest first, and the one before them if there is one."""
    rows = messages.select_related("author", "case").order_by("-created_at", "-pk")
    return rows[: MESSAGES_SHOWN + 1]


def up_to(user: User, message: ThreadMessage) -> list[ThreadMessage]:
    """Like `latest`, as if that message were the newest."""
    same_moment = Q(created_at=message.created_at, pk__lte=message.pk)
    earlier = Q(created_at__lt=message.created_at)
    before = ThreadMessage.objects.seen_by(user).filter(earlier | same_moment)
    return list(latest(before.filter(thread=message.thread_id)))


def with_remarks(threads: QuerySet[PracticeThread]) -> QuerySet[PracticeThread]:
    """Adds `remark_text`, the text of the released remark a conversation is about.

    `remark_is_hidden` says that an editor has hidden it.
    """
    remarks = FeedbackMarker.objects.filter(
        uid=OuterRef("marker_uid"), feedback__take=OuterRef("take")
    )
    hidden = ModerationCase.objects.out_of_sight().filter(
        take=OuterRef("take"), marker_uid=OuterRef("marker_uid")
    )
    return threads.annotate(
        remark_text=Subquery(remarks.order_by().values("text")[:1]),
        remark_is_hidden=Exists(hidden),
    )
