"""The queue "waiting for feedback": stacks of takes, one per exercise and student, oldest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from courses.models import Course, Exercise
from feedback.models import Feedback
from portal.accounts.models import User
from portal.videos.models import AssetState
from practice.models import PracticeClip

Key = tuple[int, UUID]


@dataclass
class TeacherStack:
    """One student's waiting takes of one exercise, oldest first."""

    waiting_since: datetime
    newest_at: datetime
    takes: list[PracticeClip]

    @property
    def oldest(self) -> PracticeClip:
        return self.takes[0]


def waiting_takes(user: User) -> QuerySet[PracticeClip]:
    """Takes this person should answer, oldest first; those of taught courses, for admins all."""
    return PracticeClip.objects.for_teacher(user).awaiting_feedback()


def next_waiting(user: User) -> PracticeClip | None:
    """The oldest waiting take with a video to watch."""
    watchable = AssetState.watchable()
    return waiting_takes(user).filter(asset__processing_status__in=watchable).first()


def grouped(takes: QuerySet[PracticeClip]) -> QuerySet[Any]:
    """One row per exercise and student, the longest waiting first."""
    return (
        takes.order_by()
        .values("exercise_id", "student_id")
        .annotate(
            count=Count("*"), waiting_since=Min("submitted_at"), newest_at=Max("submitted_at")
        )
        .order_by("waiting_since", "exercise_id", "student_id")
    )


def stacks_of(takes: QuerySet[PracticeClip], rows: Iterable[dict[str, Any]]) -> list[TeacherStack]:
    """The rows with their takes, in one query however many rows there are."""
    rows = list(rows)
    found = _takes_by_key(takes, rows)
    return [
        TeacherStack(row["waiting_since"], row["newest_at"], found[_key(row)])
        for row in rows
        if _key(row) in found
    ]


def courses_waiting(user: User) -> QuerySet[Any]:
    """Courses that have waiting takes, for the filter: `uid` and `title`."""
    ids = waiting_takes(user).order_by().values("course_id")
    courses: QuerySet[Any] = Course.objects.filter(pk__in=ids).order_by("title")
    return courses.values("uid", "title")


def exercises_waiting(user: User) -> QuerySet[Any]:
    ids = waiting_takes(user).order_by().values("exercise_id")
    exercises: QuerySet[Any] = Exercise.objects.filter(pk__in=ids).order_by("title")
    return exercises.values("uid", "title")


def _takes_by_key(
    takes: QuerySet[PracticeClip], rows: list[dict[str, Any]]
) -> dict[Key, list[PracticeClip]]:
    drafts = Feedback.objects.filter(clip=OuterRef("pk"), latest_revision__isnull=False)
    of_rows = takes.filter(
        exercise__in={row["exercise_id"] for row in rows},
        student__in={row["student_id"] for row in rows},
    )
    found: dict[Key, list[PracticeClip]] = {}
    for take in of_rows.select_related("asset", "exercise", "student", "course").annotate(
        has_draft=Exists(drafts)
    ):
        found.setdefault((take.exercise_id, take.student_id), []).append(take)
    return found


def _key(row: dict[str, Any]) -> Key:
    return row["exercise_id"], row["student_id"]
