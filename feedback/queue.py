"""A teacher's queue: takes, grouped by exercise and student, open conversations, and what
assistants ask them to release. An assistant's has the takes of their courses.

`waiting_takes(user)`, `waiting_threads(user)` and `waiting_drafts(user)` return them, longest
waiting first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, Max, Min, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.people import person
from courses.models import Course, Enrolment, Exercise
from courses.queries import one_per_key
from feedback.models import Feedback, PracticeThread, ThreadMessage
from feedback.queries import with_remarks
from practice.models import Take
from practice.models.take import removed_takes
from videos.models import AssetState

Key = tuple[UUID, UUID]


@dataclass
class TeacherStack:
    """One student's waiting takes for one exercise, oldest first."""

    waiting_since: datetime
    newest_at: datetime
    takes: list[Take]

    @property
    def oldest(self) -> Take:
        return self.takes[0]


@dataclass(frozen=True)
class Waiting:
    """How much is waiting for one person."""

    takes: int
    threads: int
    drafts: int = 0

    @property
    def total(self) -> int:
        return self.takes + self.threads + self.drafts

    @property
    def words(self) -> str:
        """`7 takes, 3 conversations`; a count of zero is left out."""
        takes = ngettext("%d take", "%d takes", self.takes) % self.takes
        talks = ngettext("%d conversation", "%d conversations", self.threads) % self.threads
        drafts = ngettext("%d draft", "%d drafts", self.drafts) % self.drafts
        counted = [(self.drafts, drafts), (self.takes, takes), (self.threads, talks)]
        shown = [words for count, words in counted if count] or [talks]
        return reduce(_and, shown)


def _and(some: str, more: str) -> str:
    return _("%(some)s, %(more)s") % {"some": some, "more": more}


class _CountOf(Subquery):
    """The row count of a query, as a value in another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def waiting_for(request: HttpRequest) -> Waiting:
    """All counts in one query, once per request: the menu shows them on every admin page."""
    if not hasattr(request, "_waiting_for"):
        request._waiting_for = count_waiting(person(request))  # type: ignore[attr-defined]
    waiting: Waiting = request._waiting_for  # type: ignore[attr-defined]
    return waiting


def count_waiting(user: User) -> Waiting:
    rows: list[QuerySet[Any]] = [waiting_takes(user), waiting_threads(user), waiting_drafts(user)]
    counted = [_CountOf(some.order_by().values("pk")) for some in rows]
    counts = User.objects.filter(pk=user.pk).order_by().values_list(*counted)
    return Waiting(*counts.get())


def waiting_drafts(user: User) -> QuerySet[Feedback]:
    """Drafts that assistants ask this person to release; their own too, if they teach now."""
    in_hand = Feedback.objects.releasable_by(user).in_hand()
    return in_hand.exclude(take__in=removed_takes())


def shown_drafts(user: User) -> QuerySet[Feedback]:
    """With what a row shows."""
    of_rows = ("teacher", "take__student", "take__exercise", "take__course", "take__asset")
    return waiting_drafts(user).select_related(*of_rows).defer("take__exercise__brief")


def waiting_threads(user: User) -> QuerySet[PracticeThread]:
    """Conversations in which a student is waiting for a teacher of the course."""
    return PracticeThread.objects.for_teacher(user).awaiting_answer()


def shown_threads(threads: QuerySet[PracticeThread]) -> QuerySet[PracticeThread]:
    """Adds what a row shows: `last_text`, and `remark_text` of the remark it is about.

    `last_state` is that of the last message's case, if there is one.
    """
    said = ThreadMessage.objects.let_through().filter(thread=OuterRef("pk"))
    messages = said.order_by("-created_at", "-id")
    of_rows = ("take__student", "take__exercise", "take__course", "take__asset", "segment")
    rows = threads.select_related(*of_rows).defer("take__exercise__brief")
    return with_remarks(rows).annotate(
        last_text=Subquery(messages.values("text")[:1]),
        last_state=Subquery(messages.values("case__state")[:1]),
    )


def waiting_takes(user: User) -> QuerySet[Take]:
    """Takes waiting for this person's feedback, oldest first; for admins, those of all courses.

    Not those whose feedback is written and waits for a teacher.
    """
    in_hand = Feedback.objects.in_hand().order_by().values("take")
    return Take.objects.answered_by(user).awaiting_feedback().exclude(pk__in=in_hand)


def next_waiting(user: User) -> Take | None:
    """The oldest waiting take whose video can be watched."""
    watchable = AssetState.watchable()
    return waiting_takes(user).filter(asset__processing_status__in=watchable).first()


def grouped(takes: QuerySet[Take]) -> QuerySet[Any]:
    """One row per exercise and student, longest waiting first."""
    return (
        takes.order_by()
        .values("exercise_key", "student_id")
        .annotate(
            count=Count("*"), waiting_since=Min("submitted_at"), newest_at=Max("submitted_at")
        )
        .order_by("waiting_since", "exercise_key", "student_id")
    )


def stacks_of(takes: QuerySet[Take], rows: Iterable[dict[str, Any]]) -> list[TeacherStack]:
    """The rows with their takes, in a single query for all rows."""
    rows = list(rows)
    found = _takes_by_key(takes, rows)
    return [
        TeacherStack(row["waiting_since"], row["newest_at"], found[_key(row)])
        for row in rows
        if _key(row) in found
    ]


def courses_waiting(user: User) -> list[Course]:
    """Courses with something waiting, for the filter: their `uid` and `title`."""
    return one_per_key(_waiting_on(user, Course.objects.all(), "course"))


def exercises_waiting(user: User) -> list[Exercise]:
    return one_per_key(_waiting_on(user, Exercise.objects.all(), "exercise"))


def _waiting_on(user: User, pages: Any, name: str) -> Any:
    """Only pages with takes: the title of a translation that is still a draft is not shown."""
    takes = waiting_takes(user).order_by().values(f"{name}_key")
    threads = waiting_threads(user).order_by().values(f"take__{name}_key")
    drafts = waiting_drafts(user).order_by().values(f"take__{name}_key")
    recorded = Take.objects.filter(**{name: OuterRef("pk")}).order_by()
    found = pages.filter(Exists(recorded), translation_key__in=takes.union(threads, drafts))
    return found.only("uid", "title", "translation_key").order_by("title")


def _takes_by_key(takes: QuerySet[Take], rows: list[dict[str, Any]]) -> dict[Key, list[Take]]:
    drafts = Feedback.objects.filter(take=OuterRef("pk"), latest_revision__isnull=False)
    sent_back = drafts.filter(asked_at=None).exclude(sent_back="")
    waiting = Enrolment.objects.waiting().filter(
        course_key=OuterRef("course_key"), user=OuterRef("student")
    )
    of_rows = takes.filter(
        exercise_key__in={row["exercise_key"] for row in rows},
        student__in={row["student_id"] for row in rows},
    )
    found: dict[Key, list[Take]] = {}
    for take in of_rows.select_related("asset", "exercise", "student", "course").annotate(
        has_draft=Exists(drafts), has_sent_back=Exists(sent_back), is_of_who_waits=Exists(waiting)
    ):
        found.setdefault((take.exercise_key, take.student_id), []).append(take)
    return found


def _key(row: dict[str, Any]) -> Key:
    return row["exercise_key"], row["student_id"]
