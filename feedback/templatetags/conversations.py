"""`{% conversations clip %}`: the conversations on a take and the forms to go on with them."""

from typing import Any

from django import template

from feedback import rules
from feedback.models import PracticeThread
from feedback.shown import conversations_on
from practice.models import PracticeClip

register = template.Library()


@register.inclusion_tag("feedback/_conversations.html", takes_context=True)
def conversations(
    context: dict[str, Any], clip: PracticeClip, player_id: str = "take-player"
) -> dict[str, Any]:
    """Nothing at all for a classmate who may only watch."""
    request = context["request"]
    may_talk = rules.may_talk(request.user, clip)
    threads = conversations_on(request.user, clip)
    return {
        "request": request,
        "clip": clip,
        "player_id": player_id,
        "threads": threads,
        "may_talk": may_talk,
        "is_shown": may_talk or bool(threads),
        "segments": list(clip.segments.select_related("video_clip")) if may_talk else [],
    }


@register.filter
def is_by(message: Any, user: Any) -> bool:
    return bool(message.author_id == user.pk)


@register.filter
def is_teacher_in(message: Any, thread: PracticeThread) -> bool:
    """On a take, whoever is not its student speaks as a teacher."""
    return bool(message.author_id != thread.clip.student_id)
