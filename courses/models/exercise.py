"""An exercise: a demo to watch, a brief to read, a take to hand in."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtailmedia.edit_handlers import MediaChooserPanel

from core.comparing import ComparedPanel
from core.constraints import LocalCheckConstraint
from core.fields import TimecodeField
from courses.blocks import BriefBlock
from courses.forms import ExerciseForm
from courses.models.below import BelowCourse
from courses.panels import PassagePanel, name_panel
from courses.youtube import validate_youtube_link, youtube_id

ENDS_TOO_EARLY = _("A passage must end after it starts.")


class PeerVisibility(models.TextChoices):
    PRIVATE = "private", _("only the student and the teachers")
    AFTER_OWN_TAKE = "closed", _("classmates who handed in a take of their own")
    OPEN = "open", _("everyone in the course")


class Passage(Orderable):
    """A named span of the demo, such as "bars 9–16"; a remark can cite it by `uid`."""

    exercise = ParentalKey("courses.Exercise", on_delete=models.CASCADE, related_name="passages")
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    label = models.CharField(
        _("name"), max_length=80, help_text=_("Such as “bars 9–16” or “the toss”.")
    )
    # Null only in a draft: a half-filled row is saved and doesn't block anything.
    start_ms = TimecodeField(_("start"), null=True)
    end_ms = TimecodeField(_("end"), null=True)

    panels = [
        FieldPanel("label"),
        FieldRowPanel(
            [
                FieldPanel("start_ms", required_on_save=False),
                FieldPanel("end_ms", required_on_save=False),
            ]
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            LocalCheckConstraint(
                condition=Q(end_ms__gt=F("start_ms")),
                name="courses_passage_ends_after_start",
                violation_error_message=ENDS_TOO_EARLY,
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_whole(self) -> bool:
        return self.start_ms is not None and self.end_ms is not None

    def clean(self) -> None:
        super().clean()
        if self.is_whole and self.end_ms <= self.start_ms:
            raise ValidationError({"end_ms": ENDS_TOO_EARLY})


class RubricCriterion(Orderable):
    """One thing a teacher assesses, such as "intonation", and its maximum points."""

    exercise = ParentalKey("courses.Exercise", on_delete=models.CASCADE, related_name="criteria")
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    label = models.CharField(
        _("criterion"), max_length=80, help_text=_("What you look for, such as “intonation”.")
    )
    description = models.CharField(_("what good looks like"), max_length=255, blank=True)
    max_points = models.PositiveSmallIntegerField(
        _("points"), default=4, validators=[MinValueValidator(1)], help_text=_("The maximum.")
    )

    panels = [FieldPanel("label"), FieldPanel("description"), FieldPanel("max_points")]

    class Meta(Orderable.Meta):
        verbose_name = _("rubric criterion")
        verbose_name_plural = _("rubric criteria")
        constraints = [
            LocalCheckConstraint(
                condition=Q(max_points__gte=1), name="courses_criterion_has_points"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Exercise(BelowCourse):
    brief = StreamField(
        BriefBlock(),
        blank=True,
        verbose_name=_("brief"),
        help_text=_("What to practise and how. Students read it beside the demo."),
    )
    demo_video = models.ForeignKey(
        "videos.LibraryVideo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("demo video"),
        help_text=_("You, or someone else, doing it well. Choose it from the media library…"),
    )
    demo_youtube_url = models.URLField(
        _("or a YouTube link"),
        blank=True,
        validators=[validate_youtube_link],
        help_text=_(
            "…or paste a link. YouTube learns nothing about a student until they press play."
        ),
    )
    max_length_seconds = models.PositiveIntegerField(
        _("longest take (seconds)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("If empty, as long as this portal allows."),
    )
    max_attempts = models.PositiveSmallIntegerField(
        _("number of attempts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("If empty, as many as they like."),
    )
    peer_visibility = models.CharField(
        _("who sees the takes"),
        max_length=20,
        choices=PeerVisibility,
        default=PeerVisibility.PRIVATE,
        help_text=_("The teachers of the course always see them."),
    )
    due_at = models.DateTimeField(
        _("due"), null=True, blank=True, help_text=_("Students see it on the exercise.")
    )

    parent_page_types = ["courses.Lesson"]
    subpage_types: list[str] = []
    template = "courses/exercise.html"
    page_description = _("A demo to watch, a brief to read, a take to hand in.")
    steps_below_course = 3
    term_dates = ("due_at",)
    base_form_class = ExerciseForm

    content_panels = [
        name_panel(_("Name of the exercise")),
        MultiFieldPanel(
            [
                MediaChooserPanel("demo_video", media_type="video"),
                FieldPanel("demo_youtube_url"),
            ],
            heading=_("Demo"),
        ),
        PassagePanel(
            "passages",
            heading=_("Passages"),
            label=_("passage"),
            help_text=_(
                "Name the parts of the demo that matter. Students loop them with one press, "
                "and your remarks can point to them."
            ),
        ),
        FieldPanel("brief"),
        ComparedPanel(
            "criteria",
            heading=_("Rubric"),
            label=_("criterion"),
            help_text=_("What you will look for. Students see it before they practise."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("max_length_seconds"), FieldPanel("max_attempts")]),
                FieldPanel("due_at"),
                FieldPanel("peer_visibility"),
            ],
            heading=_("Takes"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("brief")]

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")

    @property
    def demo_youtube_id(self) -> str | None:
        return youtube_id(self.demo_youtube_url)

    @property
    def has_demo(self) -> bool:
        return bool(self.demo_video_id or self.demo_youtube_id)

    def clean(self) -> None:
        super().clean()
        if self.demo_video_id and self.demo_youtube_url:
            message = _("Choose a video from the library or paste a link, not both.")
            raise ValidationError({"demo_youtube_url": message})
        if (self.max_length_seconds or 0) > settings.VIDEO_MAX_SECONDS:
            message = _("This portal accepts videos of up to %(limit)s seconds.")
            limit = {"limit": settings.VIDEO_MAX_SECONDS}
            raise ValidationError({"max_length_seconds": ValidationError(message, params=limit)})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        asset = self.demo_video.asset if self.demo_video else None
        return {
            **context,
            "demo_asset": asset,
            "passages": [one for one in self.passages.all() if one.is_whole],
            "criteria": list(self.criteria.all()),
        }
