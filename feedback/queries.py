"""Reads that the desk, pages and API share. Each says who may see what."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

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


def takes_named(text: str) -> "QuerySet[PracticeClip]":
    """Takes whose student, or whose exercise, has these words in its name.

    Each half finds its few names first; asked together, the names of all takes would be read.
    """
    students, exercises = User.objects.order_by(), Exercise.objects.order_by()
    for word in text.split():
        students = students.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
        exercises = exercises.filter(title__icontains=word)
    takes = PracticeClip.objects.order_by()
    of_students = takes.filter(student__in=students.values("pk"))
    return of_students.union(takes.filter(exercise__in=exercises.values("pk")))


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
