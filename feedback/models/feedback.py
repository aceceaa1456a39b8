"""Feedback on a take: a draft until released, its markers always written through a revision."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from portal.accounts.roles import Role
from portal.core.fields import TimecodeField
from portal.core.models import TimestampedModel, UUIDModel
from practice.models import PracticeClip

if TYPE_CHECKING:
    from portal.accounts.models import User


class MarkerTag(models.TextChoices):
    KEEP = "keep", _("well done")
    WORK = "work", _("work on this")
    TRY = "try", _("try this")
    ASK = "ask", _("question")


class FeedbackMarker(Orderable):
    """A remark at a moment or over a span of the take. `uid` is stable over revisions."""

    feedback = ParentalKey("feedback.Feedback", on_delete=models.CASCADE, related_name="markers")
    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    start_ms = TimecodeField(_("at"))
    end_ms = TimecodeField(_("until"), null=True, blank=True)
    tag = models.CharField(_("kind"), max_length=10, choices=MarkerTag, default=MarkerTag.WORK)
    text = models.TextField(_("remark"), max_length=4000)
    passage_uid = models.UUIDField(_("passage"), null=True, blank=True)

    panels = [
        FieldPanel("start_ms"),
        FieldPanel("end_ms"),
        FieldPanel("tag"),
        FieldPanel("text"),
        FieldPanel("passage_uid"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("marker")
        verbose_name_plural = _("markers")
        constraints = [
            models.CheckConstraint(
                condition=Q(end_ms=None) | Q(end_ms__gt=F("start_ms")),
                name="feedback_marker_ends_after_start",
                violation_error_message=_("A remark must end after it starts."),
            ),
        ]
        indexes = [models.Index(fields=["feedback", "start_ms"], name="feedback_marker_in_order")]

    def __str__(self) -> str:
        return self.text[:60]


class FeedbackScore(Orderable):
    """The points for one criterion of the exercise's rubric, which it names by `criterion_uid`."""

    feedback = ParentalKey("feedback.Feedback", on_delete=models.CASCADE, related_name="scores")
    criterion_uid = models.UUIDField(editable=False)
    label = models.CharField(_("criterion"), max_length=80)
    max_points = models.PositiveSmallIntegerField(_("of"), default=4)
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    comment = models.CharField(_("why"), max_length=255, blank=True)

    panels = [FieldPanel("points"), FieldPanel("comment")]

    class Meta(Orderable.Meta):
        verbose_name = _("rubric score")
        verbose_name_plural = _("rubric scores")
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", "criterion_uid"], name="feedback_score_unique"
            ),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__lte=F("max_points")),
                name="feedback_score_within_points",
                violation_error_message=_("That is more than the criterion can get."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def released(self) -> "FeedbackQuerySet":
        return self.filter(live=True)

    def for_teacher(self, user: "User") -> "FeedbackQuerySet":
        """Feedback this person may write: their own, and all of it for admins."""
        if user.is_superuser or user.has_role(Role.ADMIN):
            return self
        return self.filter(teacher=user)


class Feedback(
    UUIDModel,
    TimestampedModel,
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    ClusterableModel,
):
    clip = models.ForeignKey(
        PracticeClip, on_delete=models.PROTECT, related_name="feedback", editable=False
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="feedback_given",
        editable=False,
    )
    summary = models.TextField(_("summary"), blank=True, max_length=8000)
    released_at = models.DateTimeField(_("first released"), null=True, editable=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision", related_query_name="feedback", for_concrete_model=False
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="feedback",
        for_concrete_model=False,
    )

    objects = FeedbackQuerySet.as_manager()

    panels = [
        InlinePanel("markers", heading=_("Remarks"), label=_("remark")),
        FieldPanel("summary"),
        InlinePanel("scores", heading=_("Rubric"), label=_("score")),
    ]

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-created_at"]
        constraints = [
            # Two tabs that open the same take end in the same draft.
            models.UniqueConstraint(fields=["clip", "teacher"], name="feedback_one_per_teacher"),
        ]

    def __str__(self) -> str:
        return f"{self.clip.student} · {self.clip.exercise.title}"

    @property
    def revisions(self) -> models.QuerySet:
        return self._revisions.all()

    @property
    def is_released(self) -> bool:
        return bool(self.live)
