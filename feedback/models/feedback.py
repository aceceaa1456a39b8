"""Feedback on a take: a draft until released, its markers always written through a revision."""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from accounts.rights import Right
from core.constraints import LocalCheckConstraint
from core.direction import isolated
from core.errors import Refusal
from core.fields import TimecodeField
from core.models import TimestampedModel, UUIDModel
from courses.models import Course
from practice.models import Take

if TYPE_CHECKING:
    from accounts.models import User

NOTHING_TO_RELEASE = _("There is nothing to release yet. Add a remark, a score or a summary first.")

MAX_REMARKS = 1_500
"""The most remarks in one feedback that the desk and a single form can handle."""

NOT_VERSIONED = (
    "take",
    "teacher_id",
    "created_at",
    "asked_at",
    "released_by_id",
    "sent_back",
    "sent_back_by_id",
    "released_at",
    "last_published_at",
    "live_revision_id",
    "locked",
    "locked_at",
    "locked_by_id",
)


class MarkerTag(models.TextChoices):
    KEEP = "keep", _("well done")
    WORK = "work", _("work on this")
    TRY = "try", _("try this")
    ASK = "ask", _("question")

    @property
    def tone(self) -> str:
        tones = {"keep": "moss", "work": "apricot", "try": "sky", "ask": "violet"}
        return tones[self.value]


class FeedbackMarker(models.Model):
    """A remark at a moment or over a span of the take.

    Conversations and links refer to it by `uid`. It is stable across revisions, unlike the primary
    key: a draft's markers have none, and publishing an older version creates new rows.
    """

    feedback = ParentalKey("feedback.Feedback", on_delete=models.CASCADE, related_name="markers")
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    start_ms = TimecodeField(_("at"))
    end_ms = TimecodeField(_("until"), null=True, blank=True)
    tag = models.CharField(_("kind"), max_length=10, choices=MarkerTag, default=MarkerTag.WORK)
    text = models.TextField(_("remark"), max_length=4000)
    passage_uid = models.UUIDField(_("passage"), null=True, blank=True)

    class Meta:
        verbose_name = _("marker")
        verbose_name_plural = _("markers")
        ordering = ["start_ms"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "uid"], name="feedback_marker_uid_unique"),
            LocalCheckConstraint(
                condition=Q(end_ms=None) | Q(end_ms__gt=F("start_ms")),
                name="feedback_marker_ends_after_start",
                violation_error_message=_("A remark must end after it starts."),
            ),
        ]
        indexes = [models.Index(fields=["feedback", "start_ms"], name="feedback_marker_in_order")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def tone(self) -> str:
        """The colour of its pin."""
        return MarkerTag(self.tag).tone


class FeedbackScore(Orderable):
    """The points for one criterion of the exercise's rubric, identified by `criterion_uid`."""

    feedback = ParentalKey("feedback.Feedback", on_delete=models.CASCADE, related_name="scores")
    criterion_uid = models.UUIDField(editable=False)
    label = models.CharField(_("criterion"), max_length=80)
    max_points = models.PositiveSmallIntegerField(_("of"), default=4)
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    comment = models.CharField(_("why"), max_length=255, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("rubric score")
        verbose_name_plural = _("rubric scores")
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", "criterion_uid"], name="feedback_score_unique"
            ),
            LocalCheckConstraint(
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

    def in_hand(self) -> "FeedbackQuerySet":
        """Drafts of assistants that wait for a teacher to release them; longest waiting first."""
        return self.filter(asked_at__isnull=False, live=False).order_by("asked_at", "pk")

    def writable_by(self, user: "User") -> "FeedbackQuerySet":
        """One's own, and what assistants have handed on in courses one teaches; all for admins.

        An assistant's is in the hands of the teachers from then on, until it is sent back.
        """
        if user.may(Right.TEACH_ALL):
            return self
        own = Q(teacher=user, asked_at=None, live=False)
        return self.filter(_as_teacher(user) | (own & _answered_by(user)))

    def releasable_by(self, user: "User") -> "FeedbackQuerySet":
        """Of those, what a teacher of the course may release, take back and send back."""
        return self if user.may(Right.TEACH_ALL) else self.filter(_as_teacher(user))

    def readable_in_admin(self, user: "User") -> "FeedbackQuerySet":
        """Same as `writable_by`, and their own wherever it is; editors may read all feedback."""
        if user.may(Right.SEE_ALL):
            return self
        return self.filter(_as_teacher(user) | (Q(teacher=user) & _answered_by(user)))

    def visible_to(self, user: "User") -> "FeedbackQuerySet":
        """Own drafts, and feedback released on one's own takes or in courses one answers.

        Teachers also see what assistants ask them to release. Classmates who may watch the take
        don't see its feedback.
        """
        if user.may(Right.SEE_ALL):
            return self
        answered = _answered_by(user)
        released = Q(live=True) & (answered | Q(take__student=user))
        return self.filter(released | (answered & Q(teacher=user)) | _as_teacher(user))


def _as_teacher(user: "User") -> Q:
    """Theirs, or handed on to the course's teachers by an assistant."""
    in_hand = Q(teacher=user) | Q(asked_at__isnull=False)
    return _on_takes_of(Course.objects.taught_by(user)) & in_hand


def _answered_by(user: "User") -> Q:
    """In courses they teach or assist in."""
    return _on_takes_of(Course.objects.answered_by(user))


def _on_takes_of(courses: Any) -> Q:
    """A take that an editor has removed is gone for the teachers too, with what they wrote."""
    keys = courses.translation_keys()
    return Q(take__course_key__in=keys, take__removed_at__isnull=True)


class Feedback(  # type: ignore[django-manager-missing]
    UUIDModel,
    TimestampedModel,
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    ClusterableModel,
):
    take = models.ForeignKey(
        Take,
        on_delete=models.PROTECT,
        related_name="feedback",
        editable=False,
        db_column="clip_id",
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="feedback_given",
        editable=False,
    )
    summary = models.TextField(_("summary"), blank=True, max_length=8000)
    released_at = models.DateTimeField(
        _("released"),
        null=True,
        editable=False,
        help_text=_("When it was released to the student; empty again once it is taken back."),
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=_("released by"),
        help_text=_("The teacher who released it; not its author, if that is an assistant."),
    )
    asked_at = models.DateTimeField(
        _("handed on"),
        null=True,
        editable=False,
        help_text=_("When an assistant asked the course's teachers to release it."),
    )
    sent_back = models.CharField(
        _("sent back with"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text=_("What a teacher said to the assistant about the draft."),
    )
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=_("sent back by"),
    )

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

    named_by = ("take__student", "take__exercise")

    # Nobody looks up what feedback refers to, and every saved remark would update the index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-created_at", "-id"]
        constraints = [
            # Two tabs that open the same take get the same draft.
            models.UniqueConstraint(fields=["take", "teacher"], name="feedback_one_per_teacher"),
        ]
        indexes = [
            # The admin's list of all feedback, and a teacher's list of their own.
            models.Index(fields=["-created_at", "-id"], name="feedback_newest"),
            models.Index(fields=["teacher", "-created_at", "-id"], name="feedback_of_teacher"),
            # The queue: drafts that wait for a teacher are few.
            models.Index(
                fields=["asked_at"],
                condition=Q(asked_at__isnull=False, live=False),
                name="feedback_in_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{isolated(self.take.student)} · {isolated(self.take.exercise.title)}"

    @property
    def revisions(self) -> "models.QuerySet[Revision]":
        found: models.QuerySet[Revision] = self._revisions.all()
        return found

    @property
    def is_released(self) -> bool:
        return bool(self.live)

    @property
    def is_in_hand(self) -> bool:
        """An assistant's draft that waits for a teacher."""
        return self.asked_at is not None and not self.live

    @property
    def was_sent_back(self) -> bool:
        return bool(self.sent_back) and self.asked_at is None

    @property
    def says_something(self) -> bool:
        """Whether there is a summary, remark or score to release."""
        scored = any(score.points is not None or score.comment for score in self.scores.all())
        return bool(self.summary.strip() or self.markers.all() or scored)

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> "Feedback":
        """Skips the foreign key checks, a query per child; see `with_content_json`."""
        version: Feedback = super().from_serializable_data(data, check_fks=False)
        return version

    def with_content_json(self, content: dict[str, Any]) -> "Feedback":
        """A version of this feedback; fields in `NOT_VERSIONED` keep their current values."""
        version: Feedback = super().with_content_json(content)
        for name in NOT_VERSIONED:
            setattr(version, name, getattr(self, name))
        return version

    def publish(self, revision: Revision, **kwargs: Any) -> None:
        """Used by the admin, the API and workflows to release feedback, in one transaction.

        Refusals: `nothing_to_release`, and those of `practice.services.mark_answered`.
        """
        if not revision.as_object().says_something:
            raise Refusal("nothing_to_release", NOTHING_TO_RELEASE)
        with transaction.atomic():
            super().publish(revision, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().unpublish(*args, **kwargs)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "feedback/preview.html"
