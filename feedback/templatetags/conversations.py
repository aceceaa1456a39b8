"""The conversations on a take, with forms to reply, and what of a message somebody sees.

{% conversations take %}
{% sight_of message as sight %}    needs an `onlooker` in the context
"""

from typing import Any

from django import template

from accounts.rights import Right
from feedback import rules, services
from feedback.models import PracticeThread, ThreadMessage
from feedback.moderation.sight import Onlooker, Sight
from feedback.shown import conversations_on
from practice.models import Take

register = template.Library()


@register.inclusion_tag("feedback/_conversations.html", takes_context=True)
def conversations(
    context: dict[str, Any], take: Take, player_id: str = "take-player"
) -> dict[str, Any]:
    """Renders nothing for a classmate who may only watch."""
    request = context["request"]
    may_talk = rules.may_talk(request.user, take)
    is_students = take.student_id == request.user.pk
    asked = request.GET
    page = conversations_on(request.user, take, asked.get("message", ""), asked.get("talks"))
    threads = list(page.object_list)
    services.see_threads(actor=request.user, take=take, threads=threads)
    return {
        "request": request,
        "onlooker": Onlooker(request.user, take),
        "take": take,
        "player_id": player_id,
        "threads": threads,
        "talks": page,
        "may_talk": may_talk,
        "may_settle": may_talk and not is_students,
        "may_close": not is_students and (may_talk or request.user.may(Right.MODERATE)),
        "is_shown": may_talk or bool(threads),
        "segments": list(take.segments.select_related("video_clip")) if may_talk else [],
    }


@register.simple_tag(takes_context=True)
def sight_of(context: dict[str, Any], message: ThreadMessage) -> Sight:
    onlooker: Onlooker = context["onlooker"]
    return onlooker.of_message(message)


@register.filter
def is_by(message: Any, user: Any) -> bool:
    return bool(message.author_id == user.pk)


@register.filter
def is_teacher_in(message: Any, thread: PracticeThread) -> bool:
    return rules.speaks_as_teacher(message, thread)
