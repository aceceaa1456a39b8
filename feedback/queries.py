"""Reads that the desk, pages and API share. Each says who may see what."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from courses.models import Exercise, Passage, RubricCriterion
from feedback.models import Feedback, PracticeThread, ThreadMessage
from portal.accounts.models import User
from practice.models import PracticeClip


def pinned_exercise(clip: PracticeClip) -> Exercise:
    """The exercise as it was when the take was made."""
    revision = clip.exercise_revision
    pinned: Any = revision.as_object() if revision else clip.exercise
    exercise: Exercise = pinned
    return exercise


def rubric_of(clip: PracticeClip) -> list[RubricCriterion]:
    return list(pinned_exercise(clip).criteria.all())


def passages_of(clip: PracticeClip) -> list[Passage]:
    return list(pinned_exercise(clip).passages.all())


def released_feedback(user: User, clip: PracticeClip) -> QuerySet[Feedback]:
    """What was released on the take, if it is this person's to read; oldest first."""
    return (
        Feedback.objects.visible_to(user)
        .released()
        .filter(clip=clip)
        .select_related("teacher")
        .prefetch_related("markers", "scores")
        .order_by("released_at")
    )


def threads_of(user: User, clip: PracticeClip) -> QuerySet[PracticeThread]:
    """The conversations on a take with their messages, oldest first."""
    messages = ThreadMessage.objects.select_related("author")
    return (
        PracticeThread.objects.visible_to(user)
        .filter(clip=clip)
        .select_related("clip", "segment__video_clip")
        .prefetch_related(Prefetch("messages", queryset=messages))
        .order_by("created_at")
    )
