"""What a person may report: only what they see, and nothing of their own. Anything else is None."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from courses.models import Course
from feedback.models import (
    CaseKind,
    Feedback,
    FeedbackMarker,
    ModerationCase,
    PracticeThread,
    ThreadMessage,
)
from practice.models import Take


@dataclass(frozen=True)
class Subject:
    kind: CaseKind
    author: User | None
    course: Course
    said: str
    back: str
    """The page it was seen on."""
    take: Take | None = None
    message: ThreadMessage | None = None
    marker_uid: UUID | None = None
    at_ms: int | None = None

    @property
    def key(self) -> dict[str, Any]:
        """What tells its case from all others."""
        keys: dict[CaseKind, dict[str, Any]] = {
            CaseKind.MESSAGE: {"message": self.message},
            CaseKind.REMARK: {"take": self.take, "marker_uid": self.marker_uid},
            CaseKind.TAKE: {"take": self.take},
            CaseKind.NAME: {"author": self.author, "said": self.said},
        }
        return {"kind": self.kind, **keys[self.kind]}

    @property
    def facts(self) -> dict[str, Any]:
        """What its case remembers about it."""
        return {
            "author": self.author,
            "course": self.course,
            "said": self.said,
            "take": self.take,
            "at_ms": self.at_ms,
        }

    @property
    def case(self) -> ModerationCase | None:
        return ModerationCase.objects.filter(**self.key).first()

    @property
    def author_to_report(self) -> User | None:
        """Whose name can be reported instead."""
        return None if self.kind == CaseKind.NAME else self.author


def message(user: User, message_id: UUID) -> Subject | None:
    threads = PracticeThread.objects.visible_to(user).order_by().values("pk")
    seen = ThreadMessage.objects.seen_by(user).filter(thread__in=threads)
    messages = seen.exclude(author=None)
    found = messages.select_related("author", "thread__take__course").filter(pk=message_id).first()
    if found is None or found.author_id == user.pk or found.is_removed or _is_gone(message=found):
        return None
    take = found.thread.take
    return Subject(
        kind=CaseKind.MESSAGE,
        author=found.author,
        course=take.course,
        said=found.text,
        back=f"{take.get_absolute_url()}?message={found.pk}#message-{found.pk}",
        take=take,
        message=found,
        at_ms=found.thread.at_ms,
    )


def remark(user: User, marker_uid: UUID) -> Subject | None:
    readable = Feedback.objects.visible_to(user).released().order_by().values("pk")
    markers = FeedbackMarker.objects.filter(uid=marker_uid, feedback__in=readable)
    found = markers.select_related("feedback__teacher", "feedback__take__course").first()
    if found is None or found.feedback.teacher_id == user.pk:
        return None
    take = found.feedback.take
    if _is_gone(take=take, marker_uid=marker_uid):
        return None
    return Subject(
        kind=CaseKind.REMARK,
        author=found.feedback.teacher,
        course=take.course,
        said=found.text,
        back=f"{take.get_absolute_url()}#remark-{marker_uid}",
        take=take,
        marker_uid=marker_uid,
        at_ms=found.start_ms,
    )


def take(user: User, take_id: UUID) -> Subject | None:
    takes = Take.objects.visible_to(user).handed_in().select_related("student", "course")
    found = takes.filter(pk=take_id, hidden_at=None).exclude(student=user).first()
    if found is None:
        return None
    return Subject(
        kind=CaseKind.TAKE,
        author=found.student,
        course=found.course,
        said="",
        back=found.get_absolute_url(),
        take=found,
    )


def name(user: User, person_id: UUID) -> Subject | None:
    """The name of somebody whose take, message or feedback this person sees."""
    person = User.objects.filter(pk=person_id).exclude(pk=user.pk).first()
    if person is None or person.has_hidden_name:
        return None
    seen = next(_takes_with(user, person), None)
    if seen is None:
        return None
    return Subject(
        kind=CaseKind.NAME,
        author=person,
        course=seen.course,
        said=person.own_name,
        back=seen.get_absolute_url(),
    )


def _takes_with(user: User, person: User) -> Iterator[Take]:
    """Takes beside which the one sees the other's name."""
    said = ThreadMessage.objects.seen_by(user).filter(author=person)
    messages = said.order_by().values("thread")
    threads = PracticeThread.objects.visible_to(user).filter(pk__in=messages)
    feedback = Feedback.objects.visible_to(user).released().filter(teacher=person)
    visible = Take.objects.visible_to(user)
    found: list[QuerySet[Take]] = [
        visible.handed_in().filter(student=person),
        visible.filter(pk__in=threads.order_by().values("take")),
        visible.filter(pk__in=feedback.order_by().values("take")),
    ]
    for takes in found:
        yield from takes.select_related("course").order_by("-created_at")[:1]


def _is_gone(**key: Any) -> bool:
    return ModerationCase.objects.out_of_sight().filter(**key).exists()
