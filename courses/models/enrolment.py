"""Who is enrolled in a course. Invitations write here too, so it uses a plain foreign key.

Who came by a class link has a place with `waits_since` until a teacher lets them in: they can open
the course and hand in takes, but see nothing of others, and others see nothing of theirs.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.deletion import CASCADE, Collector
from django.utils.translation import gettext_lazy as _

from accounts.rights import Right
from core.direction import isolated
from core.models import TimestampedModel, UUIDModel
from courses.models.course import Course
from courses.models.keys import PageKeyField

if TYPE_CHECKING:
    from accounts.models import User


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def managed_by(self, user: "User") -> "EnrolmentQuerySet":
        """A teacher's own classes; all of them for editors and admins."""
        if user.may(Right.MANAGE_CLASSES):
            return self
        return self.filter(course_key__in=Course.objects.taught_by(user).translation_keys())

    def admitted(self) -> "EnrolmentQuerySet":
        """Those who are in the class, not only at its door."""
        return self.filter(waits_since=None)

    def waiting(self) -> "EnrolmentQuerySet":
        """Longest waiting first."""
        return self.exclude(waits_since=None).order_by("waits_since", "pk")

    def in_class_of(self, course: Course) -> "EnrolmentQuerySet":
        """Whatever the language of the page that they were enrolled in."""
        return self.filter(course_key=course.translation_key)


def stay_in_class(
    collector: Collector, field: Any, enrolments: "models.QuerySet[Enrolment]", using: str
) -> None:
    """An `on_delete`: enrolments move to a page of the course in another language, if any."""
    deleted = [course.pk for course in collector.data[Course]]
    left = Course.objects.using(using).exclude(pk__in=deleted)
    for page in left.filter(translation_key__in=enrolments.order_by().values("course_key")):
        moved = enrolments.filter(course_key=page.translation_key)
        collector.add_field_update(field, page, moved)
    CASCADE(collector, field, enrolments.exclude(course_key__in=left.translation_keys()), using)


class Enrolment(UUIDModel, TimestampedModel):
    course = models.ForeignKey(
        Course, on_delete=stay_in_class, related_name="enrolments", verbose_name=_("course")
    )
    course_key = PageKeyField(of="course")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="enrolments",
        verbose_name=_("student"),
    )
    waits_since = models.DateTimeField(
        _("waits since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Came by a class link, and waits to be let in by a teacher of the course."),
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["course__title", "user__first_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "user"],
                name="courses_enrolment_unique",
                violation_error_message=_("This person is already enrolled in the course."),
            ),
        ]
        indexes = [
            # The door of a class: few rows out of many.
            models.Index(
                fields=["course_key", "waits_since"],
                condition=Q(waits_since__isnull=False),
                name="courses_enrolment_waiting",
            ),
        ]

    named_by = ("user", "course")

    def __str__(self) -> str:
        return f"{isolated(self.user)} · {isolated(self.course)}"

    @property
    def is_waiting(self) -> bool:
        return self.waits_since is not None
