"""Pictures: one with its caption, or several side by side."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

ALT_HELP = _(
    "Say what the picture shows, for those who can't see it. Tick “decorative” if it only pleases."
)
CAPTION_HELP = _("Shown below. Leave it empty if the text around it says enough.")


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"), help_text=ALT_HELP)
    caption = blocks.CharBlock(
        required=False, max_length=255, label=_("Caption"), help_text=CAPTION_HELP
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "courses/blocks/image.html"
        preview_template = "courses/blocks/previews/image.html"
        description = _("One picture with a caption.")


class GalleryBlock(blocks.StructBlock):
    pictures = blocks.ListBlock(
        PictureBlock(),
        min_num=2,
        label=_("Pictures"),
        help_text=_("They stand side by side and are cut to the same shape."),
    )
    caption = blocks.CharBlock(
        required=False, max_length=255, label=_("Caption"), help_text=CAPTION_HELP
    )

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "courses/blocks/gallery.html"
        preview_template = "courses/blocks/previews/gallery.html"
        description = _("Several pictures side by side.")
