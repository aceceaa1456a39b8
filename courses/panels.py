"""Panels of the course editor."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, TitleFieldPanel


def name_panel(placeholder: Any) -> TitleFieldPanel:
    """The title of a page, called what it is to a teacher."""
    help_text = _("Students read it in lists and at the top of the page.")
    return TitleFieldPanel("title", placeholder=placeholder, help_text=help_text)


class PassagePanel(InlinePanel):
    """Passages are picked on a player: pause the demo, press "Set start", go on, press "Set end".

    Without scripts, or without a demo, the time fields are typed in.
    """

    class BoundPanel(InlinePanel.BoundPanel):
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
