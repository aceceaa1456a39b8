"""The panels of the review desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, get_form_for_model
from wagtail.admin.widgets import AdminAutoHeightTextInput

from feedback.forms import FeedbackForm, MarkerForm, ScoreForm


class ReviewInlinePanel(InlinePanel):
    """An inline panel whose rows have a form class of their own, which knows the review."""

    def __init__(
        self, *args: Any, child_form: type[WagtailAdminModelForm], template: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.child_form = child_form
        self.template = template

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        return kwargs | {"child_form": self.child_form, "template": self.template}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        own = options["formsets"][self.relation_name]
        own["form"] = get_form_for_model(
            self.db_field.related_model,
            form_class=self.child_form,
            defer_required_on_fields=["text"],
        )
        own["inherit_kwargs"] = ["review"]
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        @property
        def template_name(self) -> str:
            template: str = self.panel.template
            return template


def few_lines() -> AdminAutoHeightTextInput:
    """Grows with what is written."""
    return AdminAutoHeightTextInput(attrs={"rows": 2})


review_panels = ObjectList(
    [
        ReviewInlinePanel(
            "markers",
            panels=[
                FieldPanel("start_ms", disable_comments=True),
                FieldPanel("end_ms", disable_comments=True),
                FieldPanel("tag", disable_comments=True),
                FieldPanel("text", widget=few_lines(), disable_comments=True),
                FieldPanel("passage_uid", disable_comments=True),
            ],
            heading=_("Remarks"),
            label=_("remark"),
            child_form=MarkerForm,
            template="feedback/desk/remarks_panel.html",
        ),
        FieldPanel("summary", heading=_("Summary"), widget=few_lines(), disable_comments=True),
        ReviewInlinePanel(
            "scores",
            panels=[
                FieldPanel("points", disable_comments=True),
                FieldPanel("comment", disable_comments=True),
            ],
            heading=_("Rubric"),
            label=_("score"),
            child_form=ScoreForm,
            template="feedback/desk/rubric_panel.html",
        ),
    ],
    base_form_class=FeedbackForm,
)
