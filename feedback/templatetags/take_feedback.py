"""`{% take_feedback clip %}`: the released feedback on a take, for whom it is."""

from typing import Any

from django import template

from feedback import rules
from feedback.shown import feedback_on, pins
from practice.models import PracticeClip

register = template.Library()


@register.inclusion_tag("feedback/_take_feedback.html", takes_context=True)
def take_feedback(
    context: dict[str, Any], clip: PracticeClip, player_id: str = "take-player"
) -> dict[str, Any]:
    """Binds the remarks to the player of that id. Nothing at all for a classmate."""
    request = context["request"]
    feedback = feedback_on(request.user, clip)
    return {
        "request": request,
        "clip": clip,
        "player_id": player_id,
        "feedback": feedback,
        "pins": pins(feedback),
        "may_talk": rules.may_talk(request.user, clip),
        "is_students": clip.student_id == request.user.pk,
    }
