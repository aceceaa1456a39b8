"""Files to take home: sheet music, a training plan, a word list."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Name"),
        help_text=_("What students read on the button. Empty means the file's own title."),
    )

    class Meta:
        icon = "download"
        label = _("Download")
        template = "courses/blocks/download.html"
        preview_template = "courses/blocks/previews/download.html"
        description = _("A file that students can keep.")
