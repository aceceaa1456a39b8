"""Panels of the course editor."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import TitleFieldPanel

from core.comparing import ComparedPanel
from courses.people_picker import PeoplePicker

teacher_picker = PeoplePicker("choose-teacher", _("Choose teachers"))


def name_panel(placeholder: Any) -> TitleFieldPanel:
    """The title of a page, under a name that makes sense to a teacher."""
    help_text = _("Students see it in lists and at the top of the page.")
    return TitleFieldPanel("title", placeholder=placeholder, help_text=help_text)


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
