"""What a lesson's body and an exercise's brief are made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(max_length=120, icon="title", label=_("Heading"))
    text = blocks.RichTextBlock(icon="pilcrow", label=_("Text"))
