"""What a person has practised, for the pages of the courses: one query, whatever they list."""

from typing import Any

from django import template

from courses.models import Course, Exercise
from courses.queries import due_soon
from portal.accounts.models import User
from portal.core.prepared import Prepared
from practice import queries
from practice.models import PracticeClip

register = template.Library()


@register.simple_tag(takes_context=True)
def practised_exercises(context: dict[str, Any]) -> set[int]:
    """Keys of the exercises this person has handed in a take for."""
    return set(_practised(context))


@register.simple_tag(takes_context=True)
def practised_count(context: dict[str, Any], course: Course) -> int:
    """How many exercises of the course this person has handed in a take for."""
    return list(_practised(context).values()).count(course.pk)


@register.simple_tag(takes_context=True)
def still_due(context: dict[str, Any], limit: int = 5) -> list[Exercise]:
    """What the person has still to hand in, soonest first; who runs courses hands nothing in."""
    user = context["request"].user
    if user.has_perm("wagtailadmin.access_admin"):
        return []
    return due_soon(user, besides=_practised(context), limit=limit)


@register.simple_tag(takes_context=True)
def my_recent_takes(context: dict[str, Any], limit: int = 3) -> list[PracticeClip]:
    """Where the person goes on: their latest takes, one per exercise."""
    user = context["request"].user
    if not user.is_authenticated:
        return []
    latest: dict[int, PracticeClip] = {}
    for clip in queries.my_takes(user).handed_in()[: limit * 5]:
        latest.setdefault(clip.exercise_id, clip)
    return list(latest.values())[:limit]


def _practised(context: dict[str, Any]) -> dict[int, int]:
    """exercise key → course key, read once per request."""
    request = context["request"]
    if not request.user.is_authenticated:
        return {}
    if not hasattr(request, "_practised"):
        request._practised = dict(_of_student.rows(student=request.user.pk))
    found: dict[int, int] = request._practised
    return found


_of_student = Prepared(
    lambda student: (
        PracticeClip.objects.filter(student=student)
        .taking_a_place()
        .order_by()
        .values_list("exercise_id", "course_id")
        .distinct()
    ),
    student=User._meta.get_field("id"),
)
