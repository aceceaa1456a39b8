"""Queries shared by pages and API. Each limits who may see what, and fetches all a card needs."""

from datetime import timedelta
from statistics import median
from uuid import UUID

from accounts.models import User
from courses.models import Course, Exercise
from courses.queries import one_per_key
from practice.models import Take, TakeStatus, VideoSegment
from practice.models.take import TakeQuerySet

# Enough for a fair estimate of a teacher's pace, few enough to read on every page.
ANSWERS_LOOKED_AT = 30


def visible_takes(user: User) -> TakeQuerySet:
    """Every take this person may see, with what a card or an API row shows of it."""
    return with_cards(Take.objects.visible_to(user))


def listed_takes(user: User) -> TakeQuerySet:
    """The same for a list of them."""
    return with_cards(Take.objects.listed_for(user))


def my_takes(user: User) -> TakeQuerySet:
    """The person's own takes in every state, newest first."""
    return with_cards(Take.objects.of_student(user))


def takes_with_news(user: User) -> TakeQuerySet:
    """The person's own takes whose feedback they have not seen yet, latest answer first."""
    takes = my_takes(user).filter(has_unseen_feedback=True, status=TakeStatus.ANSWERED)
    return takes.order_by("-answered_at", "-pk")


def takes_of_exercise(user: User, exercise: Exercise) -> TakeQuerySet:
    """The person's own takes of one exercise, newest first, without abandoned uploads."""
    takes = my_takes(user).of_exercise(exercise)
    return takes.not_abandoned().order_by("-created_at", "-pk")


def attempts_chain(take: Take, viewer: User) -> list[Take]:
    """The student's takes of the same exercise that the viewer may see, first to last."""
    takes = Take.objects.visible_to(viewer).filter(
        student=take.student_id, exercise_key=take.exercise_key
    )
    return list(takes.select_related("asset", "exercise").order_by("created_at", "pk"))


def with_cards(takes: TakeQuerySet) -> TakeQuerySet:
    rows = takes.select_related("asset", "exercise", "course", "student").defer("exercise__brief")
    return rows.order_by("-created_at", "-pk")


def courses_of_my_takes(user: User) -> list[Course]:
    """One page of each, in a language they have a take in."""
    ids = Take.objects.of_student(user).order_by().values("course")
    return one_per_key(Course.objects.filter(pk__in=ids).order_by("title"))


def places_left(student: User, exercise: Exercise, *, besides: Take | None = None) -> int | None:
    """How many takes can still be handed in; None without a limit."""
    if exercise.max_attempts is None:
        return None
    taken = Take.objects.of_student(student).of_exercise(exercise).taking_a_place()
    if besides:
        taken = taken.exclude(pk=besides.pk)
    return max(exercise.max_attempts - taken.count(), 0)


def usual_answer_time(course: Course) -> timedelta | None:
    """The median time from hand-in to feedback in the course's latest answers, or None."""
    answered = Take.objects.of_course(course).filter(status=TakeStatus.ANSWERED)
    times = answered.exclude(answered_at=None).order_by("-answered_at")
    spans = [
        (done - sent).total_seconds()
        for sent, done in times.values_list("submitted_at", "answered_at")[:ANSWERS_LOOKED_AT]
        if sent and done
    ]
    return timedelta(seconds=median(spans)) if spans else None


def take_for(user: User, take_id: UUID) -> Take | None:
    """The take with everything its page shows, or None for a stranger."""
    takes = visible_takes(user).select_related("exercise_revision", "exercise__live_revision")
    return takes.filter(pk=take_id).first()


def segments_of(take: Take) -> list[VideoSegment]:
    rows = take.segments.select_related("video_clip__original_video", "created_by")
    return list(rows.prefetch_related("video_clip__original_video__renditions"))


def brief_has_changed(take: Take) -> bool:
    """Whether the task is different today from when the take was started."""
    then, now = take.exercise_revision, take.exercise.live_revision
    if then is None or now is None or then.pk == now.pk:
        return False
    return _task(then.content) != _task(now.content)


_TASK_FIELDS = ("title", "brief", "demo_video", "demo_youtube_url")
_TASK_CHILDREN = {
    "passages": ("label", "start_ms", "end_ms"),
    "criteria": ("label", "description", "max_points"),
}


def _task(content: dict[str, object]) -> list[object]:
    """The parts of a revision that make up the task; not limits, slugs and dates."""
    fields = [content.get(name) for name in _TASK_FIELDS]
    return [*fields, *(_children(content, name) for name in _TASK_CHILDREN)]


def _children(content: dict[str, object], name: str) -> list[tuple[object, ...]]:
    rows = content.get(name) or []
    assert isinstance(rows, list)  # noqa: S101
    return [tuple(row.get(field) for field in _TASK_CHILDREN[name]) for row in rows]
