"""Conversations. They hang on plain keys and a marker's uid, never on a revisioned parent."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from feedback.models.feedback import FeedbackMarker
from portal.accounts.roles import Role
from portal.core.models import TimestampedModel, UUIDModel
from practice.models import PracticeClip, VideoSegment

if TYPE_CHECKING:
    from portal.accounts.models import User


class PracticeThreadQuerySet(models.QuerySet["PracticeThread"]):
    def visible_to(self, user: "User") -> "PracticeThreadQuerySet":
        """Only the student and the teachers of the course talk; editors and admins read along.

        A classmate who may watch the take sees no conversation. A remark that was taken back
        takes its conversation out of the student's sight, as it quotes what is not released.
        """
        if user.is_superuser or user.has_role(Role.ADMIN) or user.has_role(Role.EDITOR):
            return self
        taught = Course.objects.taught_by(user).order_by().values("pk")
        return self.filter(
            Q(clip__course__in=taught) | Q(clip__student=user) & _subject_is_released()
        )


def _subject_is_released() -> Q:
    released = FeedbackMarker.objects.filter(feedback__live=True, feedback__clip=OuterRef("clip"))
    return Q(marker_uid=None) | Q(Exists(released.filter(uid=OuterRef("marker_uid"))))


class PracticeThread(UUIDModel, TimestampedModel):
    """A conversation about a take, its segment, a released remark, or a moment (`at_ms`)."""

    written_by_learners = True

    clip = models.ForeignKey(PracticeClip, on_delete=models.CASCADE, related_name="threads")
    segment = models.ForeignKey(
        VideoSegment, null=True, blank=True, on_delete=models.CASCADE, related_name="threads"
    )
    marker_uid = models.UUIDField(null=True, blank=True)
    at_ms = models.PositiveIntegerField(_("at"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PracticeThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(segment=None) | Q(marker_uid=None),
                name="feedback_thread_has_one_subject",
            ),
            # One conversation per remark, however many tabs start it.
            models.UniqueConstraint(
                fields=["clip", "marker_uid"],
                condition=Q(marker_uid__isnull=False),
                name="feedback_thread_one_per_marker",
            ),
        ]
        indexes = [models.Index(fields=["clip", "created_at"], name="feedback_thread_of_clip")]

    def __str__(self) -> str:
        return f"{self.clip} {self.at_ms or ''}".strip()


class ThreadMessage(UUIDModel, TimestampedModel):
    written_by_learners = True

    thread = models.ForeignKey(PracticeThread, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="thread_messages",
    )
    text = models.TextField(_("message"), max_length=4000)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["thread", "created_at"], name="feedback_message_oldest")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_removed(self) -> bool:
        """Who wrote it was erased: its place in the conversation is all that is left."""
        return not self.text
