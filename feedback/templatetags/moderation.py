"""What an editor did to a take, and links to report it.

{% take_note take %}       for those who still see it
{% report_links take %}    for everyone but its student
"""

from typing import Any

from django import template

from feedback.models import CaseState
from feedback.moderation.sight import Sight, case_of_take, note_on
from practice.models import Take

register = template.Library()


@register.inclusion_tag("feedback/moderation/_note.html", takes_context=True)
def take_note(context: dict[str, Any], take: Take) -> dict[str, Any]:
    """Classmates don't see a hidden take at all, so whoever gets here may know the reason."""
    is_mine = take.student_id == context["request"].user.pk
    case = case_of_take(take) if is_mine or take.is_hidden else None
    if case is None or not (case.is_out_of_sight or (is_mine and case.state == CaseState.WARNED)):
        return {}
    return {"sight": Sight("", state=case.state, note=note_on(case), reason=case.reason)}


@register.inclusion_tag("feedback/moderation/_report_take.html", takes_context=True)
def report_links(context: dict[str, Any], take: Take) -> dict[str, Any]:
    return {"take": take, "is_mine": take.student_id == context["request"].user.pk}
