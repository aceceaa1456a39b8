"""What practice adds to the admin: its actions in the log, a figure in the list of courses."""

from typing import Any

from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from courses.admin.listing import CourseFigure, count_of
from practice.models import PracticeClip

ACTIONS = {
    "practice.clip_submitted": (_("Hand in a take"), _("Handed in a take")),
    "practice.clip_withdrawn": (_("Withdraw a take"), _("Withdrew a take")),
    "practice.clip_erased": (_("Erase a take"), _("Erased a take")),
    "practice.clip_retried": (_("Prepare a take again"), _("Had a take prepared again")),
    "practice.segment_made": (_("Mark a segment"), _("Marked a segment of a take")),
}


@hooks.register("register_log_actions")
def practice_log_actions(actions: Any) -> None:
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)


@hooks.register("register_course_figures")
def waiting_takes() -> CourseFigure:
    waiting = PracticeClip.objects.awaiting_feedback().filter(course=OuterRef("pk"))
    return CourseFigure("waiting_count", _("Waiting"), count_of(waiting, "course"))
