"""Who joined an open course by themselves, and may leave it the same way."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel, UUIDModel
from courses.models import Course
from courses.models.keys import PageKeyField


class OpenPlace(UUIDModel, TimestampedModel):
    """Kept after they are gone: who left may come back, who was removed may not."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="open_places")
    course_key = PageKeyField(of="course")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="open_places"
    )
    left_at = models.DateTimeField(_("left"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("place in an open course")
        verbose_name_plural = _("places in open courses")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "user"], name="invitations_one_open_place"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
