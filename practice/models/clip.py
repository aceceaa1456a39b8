"""A take: what a student hands in for an exercise. Never edited, only replaced: no revisions."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from courses.models import Course, Enrolment, Exercise, PeerVisibility
from portal.accounts.roles import Role
from portal.core.models import TimestampedModel, UUIDModel
from portal.videos.models import AssetState, VideoAsset

if TYPE_CHECKING:
    from portal.accounts.models import User


class ClipStatus(models.TextChoices):
    """uploading → submitted → in_review → answered; withdrawn ends it before a review begins."""

    UPLOADING = "uploading", _("uploading")
    SUBMITTED = "submitted", _("waiting for feedback")
    IN_REVIEW = "in_review", _("being looked at")
    ANSWERED = "answered", _("feedback received")
    WITHDRAWN = "withdrawn", _("withdrawn")

    @classmethod
    def handed_in(cls) -> list[str]:
        return [cls.SUBMITTED, cls.IN_REVIEW, cls.ANSWERED]

    @classmethod
    def awaiting_feedback(cls) -> list[str]:
        return [cls.SUBMITTED, cls.IN_REVIEW]

    @classmethod
    def withdrawable(cls) -> list[str]:
        return [cls.UPLOADING, cls.SUBMITTED]


class PracticeClipQuerySet(models.QuerySet["PracticeClip"]):
    def handed_in(self) -> "PracticeClipQuerySet":
        return self.filter(status__in=ClipStatus.handed_in())

    def awaiting_feedback(self) -> "PracticeClipQuerySet":
        """Oldest first; a take whose video failed is not the teacher's to answer yet."""
        waiting = self.filter(status__in=ClipStatus.awaiting_feedback())
        return waiting.exclude(asset__in=_failed_videos()).order_by("submitted_at", "pk")

    def given_up(self) -> "PracticeClipQuerySet":
        """Never handed in, and no longer to be: the upload was cancelled or is too old to go on."""
        ended = Q(status=ClipStatus.WITHDRAWN) | Q(asset__processing_status=AssetState.FAILED)
        return self.filter(ended, submitted_at=None)

    def not_given_up(self) -> "PracticeClipQuerySet":
        return self.exclude(pk__in=self.given_up().values("pk"))

    def taking_a_place(self) -> "PracticeClipQuerySet":
        """Takes that count against `max_attempts`: handed in, and their video can be prepared."""
        return self.handed_in().exclude(asset__in=_failed_videos())

    def without_a_place(self) -> "PracticeClipQuerySet":
        """Handed in, but their video failed: their place is free for another take."""
        return self.handed_in().filter(asset__in=_failed_videos())

    def of_student(self, user: "User") -> "PracticeClipQuerySet":
        return self.filter(student=user)

    def for_teacher(self, user: "User") -> "PracticeClipQuerySet":
        """Takes of the courses this person teaches."""
        if user.is_superuser or user.has_role(Role.ADMIN):
            return self
        return self.filter(course__in=Course.objects.taught_by(user).order_by().values("pk"))

    def visible_to(self, user: "User") -> "PracticeClipQuerySet":
        """Own takes; handed-in ones of taught courses; classmates' as far as the exercise shows."""
        if _sees_all(user):
            return self
        taught = Course.objects.taught_by(user).order_by().values("pk")
        to_answer = Q(course__in=taught, status__in=ClipStatus.handed_in())
        return self.filter(Q(student=user) | to_answer | _shown_to_peer(user))

    def listed_for(self, user: "User") -> "PracticeClipQuerySet":
        """What `visible_to` gives, for lists: the courses that it can be of are read first.

        So the database knows how few rows it has to look at; else it tries all takes there are.
        """
        if _sees_all(user):
            return self
        return self.visible_to(user).filter(course__in=_courses_of(user))


def _sees_all(user: "User") -> bool:
    return user.is_superuser or user.has_role(Role.ADMIN) or user.has_role(Role.EDITOR)


def _courses_of(user: "User") -> list[int]:
    """Those they teach, take part in, or once made a take for."""
    taught = Course.objects.taught_by(user).order_by().values_list("pk")
    enrolled = Enrolment.objects.filter(user=user).order_by().values_list("course")
    practised = PracticeClip.objects.of_student(user).order_by().values_list("course")
    return [key for (key,) in taught.union(enrolled, practised)]


def _failed_videos() -> Any:
    """They are few and have an index; asked of each take, its video would have to be read."""
    failed = VideoAsset.objects.filter(processing_status=AssetState.FAILED)
    return failed.order_by().values("pk")


def _shown_to_peer(user: "User") -> Q:
    """Handed-in takes of classmates, in courses the user is enrolled in.

    "After one's own take" asks for a video: a file that is none opens nothing.
    """
    own_takes = PracticeClip.objects.of_student(user).taking_a_place().order_by()
    shown = Exercise.objects.filter(
        Q(peer_visibility=PeerVisibility.OPEN)
        | Q(peer_visibility=PeerVisibility.AFTER_OWN_TAKE, pk__in=own_takes.values("exercise"))
    )
    enrolled = Enrolment.objects.filter(user=user).order_by()
    return Q(
        status__in=ClipStatus.handed_in(),
        course__in=enrolled.values("course"),
        exercise__in=shown.order_by().values("pk"),
    )


class PracticeClip(UUIDModel, TimestampedModel):
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practice_clips"
    )
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="clips")
    exercise_revision = models.ForeignKey(
        Revision,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The brief, rubric and demo this take was made for."),
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="practice_clips")
    asset = models.OneToOneField(VideoAsset, on_delete=models.PROTECT, related_name="practice_clip")
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    status = models.CharField(
        _("state"), max_length=20, choices=ClipStatus, default=ClipStatus.UPLOADING
    )
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = PracticeClipQuerySet.as_manager()

    class Meta:
        verbose_name = _("take")
        verbose_name_plural = _("takes")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "exercise", "attempt"], name="practice_clip_attempt_unique"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["uploading", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="practice_clip_handed_in_has_a_time",
            ),
        ]
        indexes = [
            # The queue "waiting for feedback" and its figures: all that is asked is in the index.
            # Of all states: SQLite can't tell that a parameter is among those of a partial index.
            models.Index(
                fields=["status", "course", "submitted_at", "exercise", "student", "asset"],
                name="practice_clip_waiting",
            ),
            # The same in stacks, one for each exercise and student, in their order for SQLite.
            models.Index(
                fields=["exercise", "student", "status", "submitted_at", "asset"],
                name="practice_clip_stacks",
            ),
            # My practice.
            models.Index(fields=["student", "-created_at"], name="practice_clip_of_student"),
            # The API's list for those who may see all takes.
            models.Index(fields=["-created_at", "-id"], name="practice_clip_newest"),
            # How long a course's answers usually take.
            models.Index(
                fields=["course", "status", "-answered_at", "submitted_at"],
                name="practice_clip_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student} · {self.exercise.title} · {self.attempt}"

    def get_absolute_url(self) -> str:
        return reverse("practice:take", args=[self.pk])

    @property
    def can_be_withdrawn(self) -> bool:
        return self.status in ClipStatus.withdrawable()

    @property
    def is_handed_in(self) -> bool:
        return self.status in ClipStatus.handed_in()

    @property
    def is_late(self) -> bool:
        """Handed in after the due date as it stands today; late takes are accepted."""
        due = self.exercise.due_at
        return bool(due and self.submitted_at and self.submitted_at > due)
