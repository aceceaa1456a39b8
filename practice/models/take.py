"""A take: what a student hands in for an exercise. Never edited, only replaced: no revisions.

`exercise` and `course` are the pages it was recorded on, in one language. It is counted by their
keys, which all languages share (ADR 0031).
"""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from accounts.rights import Right
from core.direction import isolated
from core.models import TimestampedModel, UUIDModel
from courses.models import Course, CourseAccess, Enrolment, Exercise, PeerVisibility
from courses.models.keys import PageKeyField
from videos.models import AssetState, VideoAsset

if TYPE_CHECKING:
    from accounts.models import User


class TakeStatus(models.TextChoices):
    """uploading → submitted → in_review → answered; withdrawn ends it before a review begins."""

    UPLOADING = "uploading", _("uploading")
    SUBMITTED = "submitted", _("waiting for feedback")
    IN_REVIEW = "in_review", _("being reviewed")
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


class TakeQuerySet(models.QuerySet["Take"]):
    def handed_in(self) -> "TakeQuerySet":
        return self.filter(status__in=TakeStatus.handed_in())

    def awaiting_feedback(self) -> "TakeQuerySet":
        """Oldest first; a take whose video failed doesn't wait for the teacher yet."""
        waiting = self.filter(status__in=TakeStatus.awaiting_feedback())
        seen = waiting.exclude(asset__in=_failed_videos()).not_removed()
        return seen.order_by("submitted_at", "pk")

    def abandoned(self) -> "TakeQuerySet":
        """Never handed in, and never will be: the upload was cancelled or has expired."""
        ended = Q(status=TakeStatus.WITHDRAWN) | Q(asset__processing_status=AssetState.FAILED)
        return self.filter(ended, submitted_at=None)

    def not_abandoned(self) -> "TakeQuerySet":
        return self.exclude(pk__in=self.abandoned().values("pk"))

    def counting(self) -> "TakeQuerySet":
        """Takes with a number: not withdrawn, and the video did not fail."""
        return self.exclude(status=TakeStatus.WITHDRAWN).exclude(asset__in=_failed_videos())

    def taking_a_place(self) -> "TakeQuerySet":
        """Takes that count towards `max_attempts`: handed in, and the video did not fail."""
        return self.handed_in().exclude(asset__in=_failed_videos())

    def without_a_place(self) -> "TakeQuerySet":
        """Handed in, but the video failed: the place is free for another take."""
        return self.handed_in().filter(asset__in=_failed_videos())

    def of_student(self, user: "User") -> "TakeQuerySet":
        return self.filter(student=user)

    def not_removed(self) -> "TakeQuerySet":
        """Without those that an editor has taken away from teachers too."""
        return self.exclude(pk__in=removed_takes())

    def for_teacher(self, user: "User") -> "TakeQuerySet":
        """Takes of the courses this person teaches."""
        if user.may(Right.TEACH_ALL):
            return self
        return self.filter(course_key__in=Course.objects.taught_by(user).translation_keys())

    def answered_by(self, user: "User") -> "TakeQuerySet":
        """Takes of the courses this person teaches or assists in."""
        if user.may(Right.TEACH_ALL):
            return self
        return self.filter(course_key__in=Course.objects.answered_by(user).translation_keys())

    def visible_to(self, user: "User") -> "TakeQuerySet":
        """Own takes; handed-in ones in courses they answer; classmates' if the exercise shows them.

        Classmates don't see a take that an editor has hidden, nor do teachers one that was removed.
        """
        if user.may(Right.SEE_ALL):
            return self
        answered = Course.objects.answered_by(user).translation_keys()
        to_answer = Q(
            course_key__in=answered, status__in=TakeStatus.handed_in(), removed_at__isnull=True
        )
        return self.filter(Q(student=user) | to_answer | _shown_to_peer(user))

    def listed_for(self, user: "User") -> "TakeQuerySet":
        """The same as `visible_to`, for lists: it reads the possible courses first.

        This way the database knows how few rows to look at; otherwise it tries every take.
        """
        if user.may(Right.SEE_ALL):
            return self
        return self.visible_to(user).filter(course_key__in=_courses_of(user))

    def of_exercise(self, exercise: Exercise) -> "TakeQuerySet":
        """Recorded for it in any language."""
        return self.filter(exercise_key=exercise.translation_key)

    def of_course(self, course: Course) -> "TakeQuerySet":
        """Recorded in it in any language."""
        return self.filter(course_key=course.translation_key)


def _courses_of(user: "User") -> list[UUID]:
    """The keys of those they teach or assist in, are enrolled in, or have a take in."""
    answered = Course.objects.answered_by(user).order_by().values_list("translation_key")
    enrolled = Enrolment.objects.filter(user=user).order_by().values_list("course_key")
    practised = Take.objects.of_student(user).order_by().values_list("course_key")
    return [key for (key,) in answered.union(enrolled, practised)]


def removed_takes() -> Any:
    """A subquery, for the same reason as that of failed videos."""
    return Take.objects.filter(removed_at__isnull=False).order_by().values("pk")


def _failed_videos() -> Any:
    """A subquery: failed videos are few and indexed; a join would read the video of each take."""
    failed = VideoAsset.objects.filter(processing_status=AssetState.FAILED)
    return failed.order_by().values("pk")


def _shown_to_peer(user: "User") -> Q:
    """Handed-in takes of classmates, in courses the user is enrolled in.

    When someone leaves a class, the class no longer sees their takes. "After one's own take" needs
    a take with a working video: handing in a file that isn't one is not enough. Who sees a take is
    what its student was told on the page they recorded it on, whatever other languages say.
    Somebody who waits to be let in sees none, and nobody sees theirs.
    """
    own_takes = Take.objects.of_student(user).taking_a_place().order_by()
    practised = Q(exercise_key__in=own_takes.values("exercise_key"))
    enrolled = Enrolment.objects.admitted().filter(user=user).order_by()
    return (
        Q(
            status__in=TakeStatus.handed_in(),
            course_key__in=enrolled.values("course_key"),
            hidden_at__isnull=True,
        )
        & (_shows(PeerVisibility.OPEN) | _shows(PeerVisibility.AFTER_OWN_TAKE) & practised)
        & _by_somebody_of_the_class()
    )


def _shows(visibility: PeerVisibility) -> Q:
    pages = Exercise.objects.filter(peer_visibility=visibility)
    return Q(exercise__in=pages.order_by().values("pk"))


def _by_somebody_of_the_class() -> Q:
    """Still enrolled, or one of its teachers; in a course for all members, every member."""
    places = Enrolment.objects.filter(course_key=OuterRef("course_key"), user=OuterRef("student"))
    enrolled, waiting = places.admitted(), places.waiting().order_by()
    teaching = Course.teachers.through.objects.filter(
        course__translation_key=OuterRef("course_key"), user=OuterRef("student")
    )
    made_it = Course.objects.filter(
        translation_key=OuterRef("course_key"), owner=OuterRef("student")
    )
    for_all = Course.objects.filter(access=CourseAccess.MEMBERS).translation_keys()
    # Subqueries on courses: with a join, each take would be read with its course and its page.
    of_all = Q(course_key__in=for_all) & Q(student__is_guest=False) & ~Q(Exists(waiting))
    return of_all | Q(Exists(enrolled)) | Q(Exists(teaching)) | Q(Exists(made_it))


class Take(UUIDModel, TimestampedModel):
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="takes"
    )
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="takes")
    exercise_revision = models.ForeignKey(
        Revision,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The brief, rubric and demo this take was made for."),
    )
    exercise_key = PageKeyField(of="exercise")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="takes")
    course_key = PageKeyField(of="course")
    asset = models.OneToOneField(VideoAsset, on_delete=models.PROTECT, related_name="take")
    attempt = models.PositiveSmallIntegerField(
        _("number"),
        null=True,
        blank=True,
        help_text=_("Empty for a take that was withdrawn or whose video failed."),
    )
    status = models.CharField(
        _("state"), max_length=20, choices=TakeStatus, default=TakeStatus.UPLOADING
    )
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    hidden_at = models.DateTimeField(
        _("hidden"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When an editor hid it from classmates."),
    )
    removed_at = models.DateTimeField(
        _("removed"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When an editor removed it: its teachers no longer see it either."),
    )
    has_unseen_feedback = models.BooleanField(
        _("feedback not seen yet"), default=False, db_default=False
    )

    objects = TakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("take")
        verbose_name_plural = _("takes")
        db_table = "practice_practiceclip"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "exercise_key", "attempt"], name="practice_clip_attempt_unique"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["uploading", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="practice_clip_handed_in_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(hidden_at__isnull=False),
                name="practice_clip_removed_is_hidden",
            ),
        ]
        indexes = [
            # The queue "waiting for feedback" and its counts: a covering index. It covers all
            # states, as SQLite can't match a parameter to the condition of a partial index.
            models.Index(
                fields=["status", "course_key", "submitted_at", "exercise_key", "student", "asset"],
                name="practice_clip_waiting",
            ),
            # The same in stacks, one per exercise and student, in the order SQLite needs.
            models.Index(
                fields=["exercise_key", "student", "status", "submitted_at", "asset"],
                name="practice_clip_stacks",
            ),
            # My practice.
            models.Index(fields=["student", "-created_at"], name="practice_clip_of_student"),
            # The API's list for those who may see all takes.
            models.Index(fields=["-created_at", "-id"], name="practice_clip_newest"),
            # New feedback at the top of the student's home page; only a few takes at a time.
            models.Index(
                fields=["student", "-answered_at"],
                condition=Q(has_unseen_feedback=True),
                name="practice_clip_unseen",
            ),
            # Left out of queues: few rows out of many.
            models.Index(
                fields=["id"],
                condition=Q(removed_at__isnull=False),
                name="practice_clip_removed",
            ),
            # How long feedback in a course usually takes.
            models.Index(
                fields=["course_key", "status", "-answered_at", "submitted_at"],
                name="practice_clip_answered",
            ),
        ]

    named_by = ("student", "exercise")

    def __str__(self) -> str:
        return f"{isolated(self.student)} · {isolated(self.exercise.title)} · {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("practice:take", args=[self.pk])

    @property
    def name(self) -> str:
        """`Take 3`; a take that does not count is named after the reason."""
        if self.attempt is not None:
            return _("Take %(number)s") % {"number": self.attempt}
        is_withdrawn = self.status == TakeStatus.WITHDRAWN
        return str(_("Withdrawn take") if is_withdrawn else _("Take without a video"))

    @property
    def can_be_withdrawn(self) -> bool:
        return self.status in TakeStatus.withdrawable()

    @property
    def is_handed_in(self) -> bool:
        return self.status in TakeStatus.handed_in()

    @property
    def is_hidden(self) -> bool:
        """An editor hid it from classmates."""
        return self.hidden_at is not None

    @property
    def is_removed(self) -> bool:
        """An editor took it away from its teachers too; its student and editors still see it."""
        return self.removed_at is not None

    @property
    def is_late(self) -> bool:
        """Handed in after the current due date; late takes are accepted."""
        due = self.exercise.due_at
        return bool(due and self.submitted_at and self.submitted_at > due)
