"""Feedback as the student sees it.

{% take_feedback take %}                the released feedback on a take, if the user may read it
{% shown_feedback feedback as shown %}  one version of it, for the preview
{% pins_of shown as pins %}             its pins on the timeline
"""

from typing import Any

from django import template

from accounts.rights import Right
from feedback import rules, services
from feedback.models import Feedback
from feedback.moderation.sight import Onlooker, cases_of_remarks
from feedback.shown import ShownFeedback, feedback_on, pins, shown
from practice.models import Take

register = template.Library()


@register.inclusion_tag("feedback/_take_feedback.html", takes_context=True)
def take_feedback(
    context: dict[str, Any], take: Take, player_id: str = "take-player"
) -> dict[str, Any]:
    """Links the remarks to the player with that id. Renders nothing for a classmate."""
    request = context["request"]
    feedback = feedback_on(request.user, take, request.GET.get("message", ""))
    is_students = take.student_id == request.user.pk
    threads = [one.thread for each in feedback for one in each.remarks if one.thread]
    services.see_threads(actor=request.user, take=take, threads=threads)
    may_talk = rules.may_talk(request.user, take)
    return {
        "request": request,
        "onlooker": Onlooker(request.user, take),
        "take": take,
        "player_id": player_id,
        "feedback": feedback,
        "pins": pins(feedback),
        "may_talk": may_talk,
        "may_settle": may_talk and not is_students,
        "may_close": not is_students and (may_talk or request.user.may(Right.MODERATE)),
        "is_students": is_students,
    }


@register.simple_tag(takes_context=True)
def shown_feedback(context: dict[str, Any], feedback: Feedback) -> ShownFeedback:
    take = feedback.take
    onlooker = Onlooker(context["request"].user, take)
    return shown(feedback, onlooker, cases_of_remarks(take))


@register.simple_tag
def pins_of(feedback: ShownFeedback) -> list[dict[str, Any]]:
    return pins([feedback])
