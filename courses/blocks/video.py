"""Video in a page: from the library, from YouTube, or a span of one as a loop."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtailmedia.blocks import VideoChooserBlock

from core.comparing import TimecodeBlockComparison, WordsBlockComparison
from core.fields import TimecodeFormField
from courses.blocks.pictures import CAPTION_HELP
from courses.youtube import validate_youtube_link, youtube_id

LIBRARY_HELP = _("Only people who can open this page can play it.")
TIME_HELP = _("Minutes and seconds, such as 1:15 or 1:15.250.")


class LibraryVideoChooserBlock(VideoChooserBlock):
    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        """All videos of a page with their assets, in one query."""
        found = self.target_model.objects.select_related("asset").in_bulk(values)
        return [found.get(pk) for pk in values]

    def get_comparison_class(self) -> type[WordsBlockComparison]:
        return WordsBlockComparison


class TimecodeBlock(blocks.FieldBlock):
    """A moment in milliseconds, written as `m:ss.mmm`."""

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field = TimecodeFormField(required=required, help_text=help_text)
        super().__init__(**kwargs)

    def value_for_form(self, value: Any) -> Any:
        return self.field.prepare_value(value)

    def get_comparison_class(self) -> type[TimecodeBlockComparison]:
        return TimecodeBlockComparison

    class Meta:
        icon = "time"


class LibraryVideoBlock(blocks.StructBlock):
    video = LibraryVideoChooserBlock(label=_("Video"), help_text=LIBRARY_HELP)
    caption = blocks.CharBlock(
        required=False, max_length=255, label=_("Caption"), help_text=CAPTION_HELP
    )

    class Meta:
        icon = "media"
        label = _("Library video")
        template = "courses/blocks/library_video.html"
        preview_template = "courses/blocks/previews/library_video.html"
        description = _("A video from your media library, with speed, loop and mirror.")


class YouTubeLinkBlock(blocks.URLBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"validators": [validate_youtube_link], **kwargs})


class YouTubeBlock(blocks.StructBlock):
    url = YouTubeLinkBlock(
        label=_("Link"),
        help_text=_("Copy it from the “Share” button below the video on YouTube."),
    )
    caption = blocks.CharBlock(
        required=False, max_length=255, label=_("Caption"), help_text=CAPTION_HELP
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["youtube"] = youtube_id(value.get("url") or "")
        return context

    class Meta:
        icon = "media"
        label = _("YouTube video")
        template = "courses/blocks/youtube.html"
        preview_value = {"url": "https://youtu.be/abcdefghijk", "caption": ""}
        description = _("Nothing is loaded from YouTube until a student presses play.")


class VideoPassageBlock(blocks.StructBlock):
    """A span of a library video, looped: for lessons, which have no demo of their own."""

    label = blocks.CharBlock(
        max_length=80, label=_("Name"), help_text=_("Such as “bars 9–16” or “the toss”.")
    )
    video = LibraryVideoChooserBlock(label=_("Video"), help_text=LIBRARY_HELP)
    start_ms = TimecodeBlock(label=_("Start"), help_text=TIME_HELP)
    end_ms = TimecodeBlock(label=_("End"), help_text=TIME_HELP)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        start, end = cleaned["start_ms"], cleaned["end_ms"]
        if start is not None and end is not None and end <= start:
            raise _at_end(_("A passage must end after it starts."))
        if end is not None and _is_beyond(end, cleaned["video"]):
            raise _at_end(_("This is after the end of the video."))
        return cleaned

    def get_form_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_form_context(*args, **kwargs)
        return {**context, "demo_url": reverse("courses_demo")}

    class Meta:
        icon = "rotate"
        label = _("Passage of a video")
        template = "courses/blocks/video_passage.html"
        form_template = "courses/blocks/forms/video_passage.html"
        preview_template = "courses/blocks/previews/video_passage.html"
        description = _("A part of a library video that plays in a loop.")


class CitedPassageBlock(blocks.StructBlock):
    """Refers to a passage of the exercise by name; the page's form checks that it exists."""

    label = blocks.CharBlock(
        max_length=80,
        label=_("Name of the passage"),
        help_text=_("Exactly as in “Passages” above. Students press it to loop that part."),
    )
    note = blocks.CharBlock(
        required=False,
        max_length=255,
        label=_("What to watch"),
        help_text=_("Such as “see how the wrist leads”."),
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["passage"] = _named(value.get("label"), context.get("passages", []))
        return context

    class Meta:
        icon = "rotate"
        label = _("Passage")
        template = "courses/blocks/cited_passage.html"
        preview_template = "courses/blocks/previews/cited_passage.html"
        description = _("A link to one of this exercise's passages.")


def same_name(one: str | None, other: str | None) -> bool:
    return (one or "").strip().casefold() == (other or "").strip().casefold()


def _named(label: str | None, passages: Iterable[Any]) -> Any:
    return next((passage for passage in passages if same_name(passage.label, label)), None)


def _is_beyond(end_ms: int, video: Any) -> bool:
    asset = video.asset if video else None
    return bool(asset and asset.duration_ms and end_ms > asset.duration_ms)


def _at_end(message: Any) -> StructBlockValidationError:
    return StructBlockValidationError(block_errors={"end_ms": ValidationError(message)})
