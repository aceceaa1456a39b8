"""Reads that pages and API share. Each says who may see what, and fetches all a card needs."""

from datetime import timedelta
from statistics import median
from uuid import UUID

from courses.models import Course, Exercise
from portal.accounts.models import User
from practice.models import ClipStatus, PracticeClip, VideoSegment
from practice.models.clip import PracticeClipQuerySet

# Enough to be honest about a teacher's pace, few enough to be read on every page.
ANSWERS_LOOKED_AT = 30


def visible_takes(user: User) -> PracticeClipQuerySet:
    """Every take this person may see, with what a card or an API row shows of it."""
    return with_cards(PracticeClip.objects.visible_to(user))


def listed_takes(user: User) -> PracticeClipQuerySet:
    """The same for a list of them."""
    return with_cards(PracticeClip.objects.listed_for(user))


def my_takes(user: User) -> PracticeClipQuerySet:
    """The person's own takes in every state, newest first."""
    return with_cards(PracticeClip.objects.of_student(user))


def takes_of_exercise(user: User, exercise: Exercise) -> PracticeClipQuerySet:
    """The person's own takes of one exercise, newest first, without what they gave up uploading."""
    return my_takes(user).filter(exercise=exercise).not_given_up().order_by("-attempt")


def attempts_chain(clip: PracticeClip, viewer: User) -> list[PracticeClip]:
    """The student's takes of the same exercise that the viewer may see, first to last."""
    takes = PracticeClip.objects.visible_to(viewer).filter(
        student=clip.student_id, exercise=clip.exercise_id
    )
    return list(takes.select_related("asset", "exercise").order_by("attempt"))


def with_cards(takes: PracticeClipQuerySet) -> PracticeClipQuerySet:
    rows = takes.select_related("asset", "exercise", "course", "student").defer("exercise__brief")
    return rows.order_by("-created_at", "-pk")


def courses_of_my_takes(user: User) -> list[Course]:
    ids = PracticeClip.objects.of_student(user).order_by().values("course")
    return list(Course.objects.filter(pk__in=ids).order_by("title"))


def places_left(
    student: User, exercise: Exercise, *, besides: PracticeClip | None = None
) -> int | None:
    """How many takes can still be handed in; None without a limit."""
    if exercise.max_attempts is None:
        return None
    taken = PracticeClip.objects.of_student(student).filter(exercise=exercise).taking_a_place()
    if besides:
        taken = taken.exclude(pk=besides.pk)
    return max(exercise.max_attempts - taken.count(), 0)


def usual_answer_time(course: Course) -> timedelta | None:
    """The median from handing in to feedback of the course's latest answers; None without any."""
    answered = PracticeClip.objects.filter(course=course, status=ClipStatus.ANSWERED)
    times = answered.exclude(answered_at=None).order_by("-answered_at")
    spans = [
        (done - sent).total_seconds()
        for sent, done in times.values_list("submitted_at", "answered_at")[:ANSWERS_LOOKED_AT]
        if sent and done
    ]
    return timedelta(seconds=median(spans)) if spans else None


def take_for(user: User, clip_id: UUID) -> PracticeClip | None:
    """The take with all its page shows, or None for a stranger."""
    takes = visible_takes(user).select_related("exercise_revision", "exercise__live_revision")
    return takes.filter(pk=clip_id).first()


def segments_of(clip: PracticeClip) -> list[VideoSegment]:
    rows = clip.segments.select_related("video_clip__original_video", "created_by")
    return list(rows.prefetch_related("video_clip__original_video__renditions"))


def brief_has_changed(clip: PracticeClip) -> bool:
    """Whether what the student was asked to do reads differently today."""
    then, now = clip.exercise_revision, clip.exercise.live_revision
    if then is None or now is None or then.pk == now.pk:
        return False
    return _task(then.content) != _task(now.content)


_TASK_FIELDS = ("title", "brief", "demo_video", "demo_youtube_url")
_TASK_CHILDREN = {
    "passages": ("label", "start_ms", "end_ms"),
    "criteria": ("label", "description", "max_points"),
}


def _task(content: dict[str, object]) -> list[object]:
    """What of a revision is the task itself; limits, slugs and dates are not."""
    fields = [content.get(name) for name in _TASK_FIELDS]
    return [*fields, *(_children(content, name) for name in _TASK_CHILDREN)]


def _children(content: dict[str, object], name: str) -> list[tuple[object, ...]]:
    rows = content.get(name) or []
    assert isinstance(rows, list)  # noqa: S101
    return [tuple(row.get(field) for field in _TASK_CHILDREN[name]) for row in rows]
