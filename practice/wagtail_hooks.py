"""What practice adds to the admin: its log actions, and a count in the list of courses."""

from typing import Any

from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from courses.admin.listing import CourseFigure, count_of
from events import fact
from practice import facts
from practice.models import Take


@hooks.register("register_log_actions")
def practice_log_actions(actions: Any) -> None:
    fact.register_log_actions(actions, facts)


@hooks.register("register_course_figures")
def waiting_takes() -> CourseFigure:
    waiting = Take.objects.awaiting_feedback().filter(course_key=OuterRef("translation_key"))
    return CourseFigure("waiting_count", _("Waiting"), count_of(waiting, "course_key"))
