"""An exercise: a demo to watch, a brief to read, a take to hand in."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.blocks import BodyBlock
from courses.models.base import LearningPage
from courses.models.course import Course
from portal.core.fields import TimecodeField

if TYPE_CHECKING:
    from portal.accounts.models import User


class PeerVisibility(models.TextChoices):
    PRIVATE = "private", _("only the student and the teachers")
    AFTER_OWN_TAKE = "closed", _("classmates who handed in a take of their own")
    OPEN = "open", _("everyone in the course")


class Passage(Orderable):
    """A named span of the demo, such as "bars 9–16"; a remark can cite it by `uid`."""

    exercise = ParentalKey("courses.Exercise", on_delete=models.CASCADE, related_name="passages")
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    label = models.CharField(_("name"), max_length=80)
    start_ms = TimecodeField(_("start"))
    end_ms = TimecodeField(_("end"))

    panels = [FieldPanel("label"), FieldPanel("start_ms"), FieldPanel("end_ms")]

    class Meta(Orderable.Meta):
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.CheckConstraint(
                condition=Q(end_ms__gt=F("start_ms")),
                name="courses_passage_ends_after_start",
                violation_error_message=_("A passage must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class RubricCriterion(Orderable):
    """One thing that is looked at, such as "intonation", and how many points it can get."""

    exercise = ParentalKey("courses.Exercise", on_delete=models.CASCADE, related_name="criteria")
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    label = models.CharField(_("criterion"), max_length=80)
    description = models.CharField(_("what good looks like"), max_length=255, blank=True)
    max_points = models.PositiveSmallIntegerField(_("points"), default=4)

    panels = [FieldPanel("label"), FieldPanel("description"), FieldPanel("max_points")]

    class Meta(Orderable.Meta):
        verbose_name = _("rubric criterion")
        verbose_name_plural = _("rubric criteria")
        constraints = [
            models.CheckConstraint(
                condition=Q(max_points__gte=1), name="courses_criterion_has_points"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ExerciseQuerySet(PageQuerySet):
    def in_courses(self, courses: PageQuerySet) -> "ExerciseQuerySet":
        """Exercises below any of these courses."""
        below = Q()
        for path in courses.values_list("path", flat=True):
            below |= Q(path__startswith=path)
        return self.filter(below) if below else self.none()

    def visible_to(self, user: "User") -> "ExerciseQuerySet":
        """Live exercises of the courses this person may open."""
        return self.live().in_courses(Course.objects.visible_to(user))


ExerciseManager = PageManager.from_queryset(ExerciseQuerySet)


class Exercise(LearningPage):
    brief = StreamField(BodyBlock(), blank=True, verbose_name=_("brief"))
    demo_video = models.ForeignKey(
        "videos.LibraryVideo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("demo video"),
    )
    demo_youtube_url = models.URLField(_("or a YouTube link"), blank=True)
    max_length_seconds = models.PositiveIntegerField(
        _("longest take (seconds)"), null=True, blank=True
    )
    max_attempts = models.PositiveSmallIntegerField(_("number of attempts"), null=True, blank=True)
    peer_visibility = models.CharField(
        _("who sees the takes"),
        max_length=20,
        choices=PeerVisibility,
        default=PeerVisibility.PRIVATE,
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)

    objects = ExerciseManager()

    parent_page_types = ["courses.Lesson"]
    subpage_types: list[str] = []
    template = "courses/exercise.html"

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("demo_video"), FieldPanel("demo_youtube_url")], heading=_("Demo")
        ),
        InlinePanel("passages", heading=_("Passages"), label=_("passage")),
        FieldPanel("brief"),
        InlinePanel("criteria", heading=_("Rubric"), label=_("criterion")),
        MultiFieldPanel(
            [
                FieldPanel("max_length_seconds"),
                FieldPanel("max_attempts"),
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
