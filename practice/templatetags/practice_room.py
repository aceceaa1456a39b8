"""The practice room of an exercise: `{% load practice_room %}{% practice_room page %}`."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from courses.models import Exercise
from practice import queries
from practice.services.takes import longest_ms as longest_for
from practice.words import ROOM_WORDS
from videos.intake import acceptance
from videos.models.limits import longest_ms
from videos.quotas.room import rooms_of

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
        **room_left(user, exercise),
        "is_overdue": exercise.due_at is not None and exercise.due_at < timezone.now(),
    }


def room_left(user: User, exercise: Exercise) -> dict[str, Any]:
    """What is left to send, told when it is short; and the sentence for a file that is larger.

    The server checks again before a byte is sent: another tab may have used it up.
    """
    course = exercise.course
    rooms = rooms_of(person=user, course_key=course and course.translation_key)
    tightest = min(rooms, key=lambda room: room.left_bytes, default=None)
    words = {key: str(word) for key, word in ROOM_WORDS.items()}
    if tightest:
        words["noSpace"] = tightest.text_for("{size}")
    return {
        "left_bytes": tightest and tightest.left_bytes,
        "short_rooms": [room for room in rooms if room.is_short],
        "words": words,
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
