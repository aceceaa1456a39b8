"""Who takes part in a course. Invitations write here too, so it hangs on a plain foreign key."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from courses.models.course import Course
from portal.core.models import TimestampedModel, UUIDModel


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

    panels = [FieldPanel("course"), FieldPanel("user")]

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
