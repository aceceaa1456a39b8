"""Text blocks: headings, text, callouts."""

from itertools import takewhile
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.addresses import slug_from

RICH_TEXT = [
    "h3", "h4", "bold", "italic", "ol", "ul", "hr", "link", "document-link",
    "blockquote", "superscript", "subscript", "strikethrough",
]  # fmt: skip
SHORT_TEXT = ["bold", "italic", "link", "ol", "ul"]


def anchor_of(heading: Any) -> str:
    return slugify(heading) or slug_from(str(heading), fallback="part")


def _numbered(anchor: str, context: dict[str, Any]) -> str:
    """A second heading with the same text gets an anchor of its own."""
    above = takewhile(lambda block: block.id != context.get("block_id"), _blocks_around(context))
    headings = [block.value for block in above if block.block_type == "heading"]
    same = sum(anchor_of(heading) == anchor for heading in headings)
    return f"{anchor}-{same + 1}" if same else anchor


def _blocks_around(context: dict[str, Any]) -> list[Any]:
    """The blocks of the field that contains this one; empty if it is shown by itself."""
    page, block_id = context.get("page"), context.get("block_id")
    fields = [getattr(page, name, None) or [] for name in ("body", "brief")]
    with_it = [blocks for blocks in fields if any(block.id == block_id for block in blocks)]
    return list(with_it[0]) if block_id and with_it else []


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
        context["anchor"] = _numbered(anchor_of(value), context)
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
        help_text=_("A tip helps, a warning prevents harm, a note is for anything else."),
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
        description = _("A coloured box for something students must not miss.")
