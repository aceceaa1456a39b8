"""Tables, such as a practice plan by day."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from courses.blocks.text import SHORT_TEXT


class TableBlock(TypedTableBlock):
    text = blocks.CharBlock(required=False, label=_("Plain text"))
    number = blocks.FloatBlock(required=False, label=_("Number"))
    rich_text = blocks.RichTextBlock(features=SHORT_TEXT, required=False, label=_("Formatted text"))

    def render(self, value: Any, context: Any = None) -> Any:
        """TypedTableBlock renders the value's template; this one renders the block's."""
        return blocks.Block.render(self, value, context)

    def get_preview_value(self) -> Any:
        return self.to_python(
            {
                "columns": [
                    {"type": "text", "heading": str(_("Day"))},
                    {"type": "number", "heading": str(_("Minutes"))},
                ],
                "rows": [{"values": [str(_("Monday")), 10]}, {"values": [str(_("Tuesday")), 15]}],
                "caption": str(_("A first week")),
            }
        )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "courses/blocks/table.html"
        description = _("Rows and columns, such as a practice plan.")
