"""Pictures: one with its caption, or several side by side."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock

from courses.alt_text import is_file_name

ALT_HELP = _(
    "Describe the picture for people who can't see it. Tick “decorative” if it adds no information."
)
CAPTION_HELP = _("Shown below. Leave it empty if the text around it says enough.")


IS_A_NAME = _(
    "This is a file name. Describe the picture instead, or tick “decorative” if it adds no "
    "information."
)


class DescribedImageBlock(ImageBlock):
    """Wagtail's block accepts any text as a description; migrations refer to that one."""

    def clean(self, value: Any) -> Any:
        picture = super().clean(value)
        said = picture.contextual_alt_text if picture and not picture.decorative else ""
        if said and not self.is_deferred_validation and is_file_name(said, picture):
            raise StructBlockValidationError(block_errors={"alt_text": ValidationError(IS_A_NAME)})
        return picture


class PictureBlock(blocks.StructBlock):
    image = DescribedImageBlock(label=_("Picture"), help_text=ALT_HELP)
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
        help_text=_("They are shown side by side and cropped to the same shape."),
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
