"""Who takes part in a course. Invitations write here too, so it hangs on a plain foreign key."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from portal.accounts.roles import Role
from portal.core.models import TimestampedModel, UUIDModel

if TYPE_CHECKING:
    from portal.accounts.models import User


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def managed_by(self, user: "User") -> "EnrolmentQuerySet":
        """A teacher's own classes; all of them for editors and admins."""
        if user.has_role(Role.EDITOR):
            return self
        taught = Course.objects.taught_by(user).order_by().values("pk")
        return self.filter(course__in=taught)


class Enrolment(UUIDModel, TimestampedModel):
    course = models.ForeignKey(
        Course, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("course")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="enrolments",
        verbose_name=_("student"),
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["course__title", "user__first_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "user"],
                name="courses_enrolment_unique",
                violation_error_message=_("This person is in the course already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.course}"
