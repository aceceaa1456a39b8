"""The panels of the review desk."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import FieldComparison
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, get_form_for_model
from wagtail.admin.widgets import AdminAutoHeightTextInput

from core.comparing import ComparedPanel, WordsComparison
from feedback.forms import FeedbackForm, MarkerForm, RemarkFormSet, ScoreForm
from feedback.models import MAX_REMARKS, FeedbackMarker
from feedback.queries import passage_names


class ReviewInlinePanel(ComparedPanel):
    """An inline panel with its own row form class, which is passed the review."""

    def __init__(
        self,
        *args: Any,
        child_form: type[WagtailAdminModelForm],
        template: str,
        key: str = "uid",
        formset_options: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        self.formset_options = formset_options or {}
        self.child_form = child_form
        self.template = template

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        own = {"child_form": self.child_form, "template": self.template}
        return kwargs | own | {"key": self.key, "formset_options": self.formset_options}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        own = options["formsets"][self.relation_name]
        own["form"] = get_form_for_model(
            self.db_field.related_model,
            form_class=self.child_form,
            defer_required_on_fields=["text"],
        )
        own["inherit_kwargs"] = ["review"]
        own |= self.formset_options
        return options

    class BoundPanel(ComparedPanel.BoundPanel):
        @property
        def template_name(self) -> str:
            template: str = self.panel.template
            return template


class PassageComparison(WordsComparison):
    """Compares passages by name; the exercise is loaded once for all remarks of a version."""

    def __init__(self, field: Any, obj_a: FeedbackMarker, obj_b: FeedbackMarker) -> None:
        super().__init__(field, obj_a, obj_b)
        self.take = obj_b.feedback.take

    def in_words(self, value: Any) -> str:
        if value is None:
            return super().in_words(value)
        return passage_names(self.take).get(value) or gettext("a passage that no longer exists")


class PassageCitedPanel(FieldPanel):
    def get_comparison_class(self) -> type[PassageComparison]:
        return PassageComparison


class CriterionPanel(FieldPanel):
    """The points or comment for one criterion, compared under the criterion's name."""

    def get_comparison_class(self) -> type[FieldComparison]:
        return criterion_named(super().get_comparison_class())


def criterion_named(comparison: type[Any]) -> type[Any]:
    class Named(comparison):
        def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
            super().__init__(field, obj_a, obj_b)
            self.criterion = obj_b.label

        def field_label(self) -> str:
            return f"{self.criterion}: {super().field_label()}"

    return Named


def few_lines() -> AdminAutoHeightTextInput:
    """A text field that grows as you type."""
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
                PassageCitedPanel("passage_uid", disable_comments=True),
            ],
            heading=_("Remarks"),
            label=_("remark"),
            child_form=MarkerForm,
            template="feedback/desk/remarks_panel.html",
            max_num=MAX_REMARKS,
            formset_options={"formset": RemarkFormSet},
        ),
        FieldPanel("summary", heading=_("Summary"), widget=few_lines(), disable_comments=True),
        ReviewInlinePanel(
            "scores",
            panels=[
                CriterionPanel("points", disable_comments=True),
                CriterionPanel("comment", disable_comments=True),
            ],
            heading=_("Rubric"),
            label=_("score"),
            child_form=ScoreForm,
            key="criterion_uid",
            template="feedback/desk/rubric_panel.html",
        ),
    ],
    base_form_class=FeedbackForm,
)
