"""Files to download: sheet music, a training plan, a word list."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Name"),
        help_text=_("The text on the button. If empty, the file's title is used."),
    )

    class Meta:
        icon = "download"
        label = _("Download")
        template = "courses/blocks/download.html"
        preview_template = "courses/blocks/previews/download.html"
        description = _("A file that students can download.")
