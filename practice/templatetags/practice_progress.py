"""What a person has practised, for the course pages: one query, whatever they list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import template

from accounts.models import User
from core.prepared import Prepared
from courses.models import Course, Exercise
from courses.queries import due_soon
from practice import queries
from practice.models import Take

register = template.Library()


@register.simple_tag(takes_context=True)
def practised_exercises(context: dict[str, Any]) -> set[UUID]:
    """Translation keys of the exercises this person has handed in a take for."""
    return set(_practised(context))


@register.simple_tag(takes_context=True)
def practised_count(context: dict[str, Any], course: Course, exercise_count: int) -> int:
    """How many of the course's exercises this person has handed in a take for, in any language.

    Never more than this language has.
    """
    practised = list(_practised(context).values()).count(course.translation_key)
    return min(practised, exercise_count)


@register.simple_tag(takes_context=True)
def still_due(context: dict[str, Any], limit: int = 5) -> list[Exercise]:
    """What the person still has to hand in, soonest first; nothing for people who run courses."""
    user = context["request"].user
    if user.has_perm("wagtailadmin.access_admin"):
        return []
    return due_soon(user, besides=_practised(context), limit=limit)


@dataclass
class News:
    """Takes with new feedback, and whether there are more of them."""

    takes: list[Take] = field(default_factory=list)
    has_more: bool = False


@register.simple_tag(takes_context=True)
def new_feedback(context: dict[str, Any], limit: int = 6) -> News:
    """Feedback the person has not seen yet; opening the take marks it as seen."""
    user = context["request"].user
    if not user.is_authenticated:
        return News()
    takes = list(queries.takes_with_news(user)[: limit + 1])
    return News(takes[:limit], len(takes) > limit)


@register.simple_tag(takes_context=True)
def my_recent_takes(
    context: dict[str, Any], limit: int = 3, besides: Sequence[Take] = ()
) -> list[Take]:
    """Where to continue: the person's latest takes, one per exercise."""
    user = context["request"].user
    if not user.is_authenticated:
        return []
    shown = {take.exercise_key for take in besides}
    latest: dict[UUID, Take] = {}
    for take in queries.my_takes(user).handed_in()[: limit * 5]:
        if take.exercise_key not in shown:
            latest.setdefault(take.exercise_key, take)
    return list(latest.values())[:limit]


def _practised(context: dict[str, Any]) -> dict[UUID, UUID]:
    """`exercise_key` → `course_key`, read once per request."""
    request = context["request"]
    if not request.user.is_authenticated:
        return {}
    if not hasattr(request, "_practised"):
        request._practised = dict(_of_student.rows(student=request.user.pk))
    found: dict[UUID, UUID] = request._practised
    return found


_of_student = Prepared(
    lambda student: (
        Take.objects.filter(student=student)
        .taking_a_place()
        .order_by()
        .values_list("exercise_key", "course_key")
        .distinct()
    ),
    student=User._meta.get_field("id"),
)
