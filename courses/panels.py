"""Panels of the course editor."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel, TitleFieldPanel

from core.comparing import ComparedPanel
from courses.people_picker import PeoplePicker
from videos.models import CourseStorage
from videos.quotas.room import rooms_of

teacher_picker = PeoplePicker("choose-teacher", _("Choose teachers"))
assistant_picker = PeoplePicker("choose-assistant", _("Choose assistants"))


def name_panel(placeholder: Any) -> TitleFieldPanel:
    """The title of a page, under a name that makes sense to a teacher."""
    help_text = _("Students see it in lists and at the top of the page.")
    return TitleFieldPanel("title", placeholder=placeholder, help_text=help_text)


class StoragePanel(Panel):
    """How much the takes of a course use, with a link to its limit; for admins alone."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/storage_panel.html"

        def is_shown(self) -> bool:
            is_there = self.instance.pk is not None
            return is_there and self.request.user.has_perm("videos.change_coursestorage")

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            key = self.instance.translation_key
            account = CourseStorage.objects.filter(pk=key).first()
            rooms = rooms_of(person=None, course_key=key)
            return {
                **context,
                "used_bytes": account.used_bytes if account else 0,
                "limit_bytes": next((r.limit_bytes for r in rooms if r.account.key == key), None),
                "limit_url": reverse("storage_by_course:for", args=[key]),
            }


class PassagePanel(ComparedPanel):
    """Passages are picked on a player: play the demo, press "Start here", play on, "End here".

    Without scripts, or without a demo, the times are typed in.
    """

    class BoundPanel(ComparedPanel.BoundPanel):
        template_name = "courses/admin/passage_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            video = self.instance.demo_video
            return {
                **context,
                "demo_asset": video.asset if video else None,
                "demo_youtube_id": self.instance.demo_youtube_id,
                "demo_url": reverse("courses_demo"),
                "passages": list(self.instance.passages.all()),
            }
