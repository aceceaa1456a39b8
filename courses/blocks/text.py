"""Words: headings, text, callouts."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

RICH_TEXT = [
    "h3", "h4", "bold", "italic", "ol", "ul", "hr", "link", "document-link",
    "blockquote", "superscript", "subscript", "strikethrough",
]  # fmt: skip
SHORT_TEXT = ["bold", "italic", "link", "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "max_length": 120,
                "help_text": _("Divides the page. Students can link to it."),
                **kwargs,
            }
        )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["anchor"] = slugify(value) or "part"
        return context

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "courses/blocks/heading.html"
        preview_value = _("Before you pick up the bow")
        description = _("A heading that divides the page.")


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": RICH_TEXT, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "courses/blocks/text.html"
        preview_value = (
            "<p>Keep the bow <b>parallel to the bridge</b>. Count four slow beats on each stroke, "
            "and listen for an even sound.</p><ul><li>Shoulders low</li><li>Wrist loose</li></ul>"
        )
        description = _("Paragraphs, lists, links and quotes.")


class CalloutBlock(blocks.StructBlock):
    TONES = [("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning"))]

    tone = blocks.ChoiceBlock(
        choices=TONES,
        default="note",
        label=_("Kind"),
        help_text=_("A tip helps, a warning keeps from harm, a note is anything else."),
    )
    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    text = blocks.RichTextBlock(features=SHORT_TEXT, label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "courses/blocks/callout.html"
        preview_value = {
            "tone": "tip",
            "title": "Film yourself from the side",
            "text": "<p>The angle of the bow shows best there.</p>",
        }
        description = _("A coloured box for what must not be missed.")
