"""`{% waiting_for_you as waiting %}`: a teacher's queue, for the portal's home."""

from typing import Any

from django import template

from feedback import queue

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_for_you(context: dict[str, Any]) -> queue.Waiting | None:
    """None, without a query, for people who don't give feedback."""
    request = context["request"]
    if not request.user.is_authenticated or not request.user.opens_admin:
        return None
    if not request.user.has_perm("feedback.change_feedback"):
        return None
    return queue.waiting_for(request)
