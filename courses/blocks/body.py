"""Which blocks can be used where."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.files import DownloadBlock
from courses.blocks.pictures import GalleryBlock, PictureBlock
from courses.blocks.tables import TableBlock
from courses.blocks.text import CalloutBlock, HeadingBlock, TextBlock
from courses.blocks.video import (
    CitedPassageBlock,
    LibraryVideoBlock,
    VideoPassageBlock,
    YouTubeBlock,
)

WORDS = _("Text")
PICTURES = _("Pictures and video")
EXTRAS = _("Extras")


class WelcomeBlock(blocks.StreamBlock):
    """The front page is public, so it has nothing that only members may watch."""

    heading = HeadingBlock(group=WORDS)
    text = TextBlock(group=WORDS)
    callout = CalloutBlock(group=WORDS)
    image = PictureBlock(group=PICTURES)
    gallery = GalleryBlock(group=PICTURES)
    youtube = YouTubeBlock(group=PICTURES)
    table = TableBlock(group=EXTRAS)


class MemberBlock(WelcomeBlock):
    """What lessons and briefs share."""

    library_video = LibraryVideoBlock(group=PICTURES)
    download = DownloadBlock(group=EXTRAS)


class BodyBlock(MemberBlock):
    """A lesson: its passages are spans of any library video."""

    passage = VideoPassageBlock(group=PICTURES)


class BriefBlock(MemberBlock):
    """An exercise's brief: its passages are those of the exercise's own demo."""

    passage = CitedPassageBlock(group=PICTURES)
