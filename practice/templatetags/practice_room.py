"""The practice room of an exercise: `{% load practice_room %}{% practice_room page %}`."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from courses.models import Exercise
from practice import queries
from practice.services.takes import longest_ms as longest_for
from practice.words import ROOM_WORDS
from videos.intake import acceptance
from videos.models.limits import longest_ms

register = template.Library()


@register.inclusion_tag("practice/_room.html", takes_context=True)
def practice_room(context: dict[str, Any], exercise: Exercise) -> dict[str, Any]:
    user = context["request"].user
    room = {"exercise": exercise, "user": user, "request": context["request"]}
    if not user.is_authenticated:
        return room
    course = exercise.course
    return room | {
        "takes": list(queries.takes_of_exercise(user, exercise)),
        "places_left": queries.places_left(user, exercise),
        "usual_answer_time": queries.usual_answer_time(course) if course else None,
        "limits": limits_of(exercise),
        "is_overdue": exercise.due_at is not None and exercise.due_at < timezone.now(),
        "words": {key: str(word) for key, word in ROOM_WORDS.items()},
    }


def limits_of(exercise: Exercise) -> dict[str, Any]:
    """Limits checked before a byte is sent; the server checks again."""
    endings = [f".{ending}" for ending in acceptance.allowed_extensions()]
    return {
        "accept": ",".join(["video/*", "audio/*", *endings]),
        "max_ms": longest_ms(longest_for(exercise)),
        "max_bytes": settings.VIDEO_MAX_BYTES,
        "part_bytes": settings.UPLOAD_PART_BYTES,
    }
