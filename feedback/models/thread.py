"""Conversations. They refer to plain keys and a marker's uid, never to a revisioned parent."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.rights import Right
from core.models import TimestampedModel, UUIDModel
from courses.models import Course
from feedback.models.feedback import FeedbackMarker
from practice.models import Take, TakeStatus, VideoSegment
from practice.models.take import removed_takes

if TYPE_CHECKING:
    from accounts.models import User


MESSAGES_SHOWN = 20
"""Messages per page of a conversation."""


class PracticeThreadQuerySet(models.QuerySet["PracticeThread"]):
    def visible_to(self, user: "User") -> "PracticeThreadQuerySet":
        """The student's and the course teachers' conversations; editors and admins can read all.

        Assistants read those of their courses, and write in none.

        Classmates who may watch the take see no conversations. When feedback is taken back, the
        student can't see conversations about its remarks, since they quote unreleased text.
        """
        if user.may(Right.SEE_ALL):
            return self
        answered = Course.objects.answered_by(user).translation_keys()
        shown = self.filter(Q(is_held=False) | Q(started_by=user))
        return shown.filter(
            Q(take__course_key__in=answered, take__removed_at__isnull=True)
            | Q(take__student=user) & _subject_is_released()
        )

    def awaiting_answer(self) -> "PracticeThreadQuerySet":
        """The student wrote last, and nobody marked it as needing no answer; longest waiting first.

        Excludes conversations the student can't see, on a withdrawn take or about a remark that was
        taken back, and those on a take that an editor removed.
        """
        waiting = self.filter(waiting_since__isnull=False, take__status__in=TakeStatus.handed_in())
        waiting = waiting.exclude(take__in=removed_takes())
        return waiting.filter(_subject_is_released()).order_by("waiting_since", "pk")

    def for_teacher(self, user: "User") -> "PracticeThreadQuerySet":
        """In the courses this person teaches, except those about their own takes."""
        theirs = self.exclude(take__student=user)
        if user.may(Right.TEACH_ALL):
            return theirs
        taught = Course.objects.taught_by(user).translation_keys()
        return theirs.filter(take__course_key__in=taught)


def _subject_is_released() -> Q:
    released = FeedbackMarker.objects.filter(feedback__live=True, feedback__take=OuterRef("take"))
    return Q(marker_uid=None) | Q(Exists(released.filter(uid=OuterRef("marker_uid"))))


class PracticeThread(UUIDModel, TimestampedModel):
    """A conversation about a take, its segment, a released remark, or a moment (`at_ms`)."""

    written_by_learners = True

    take = models.ForeignKey(
        Take, on_delete=models.CASCADE, related_name="threads", db_column="clip_id"
    )
    segment = models.ForeignKey(
        VideoSegment, null=True, blank=True, on_delete=models.CASCADE, related_name="threads"
    )
    marker_uid = models.UUIDField(null=True, blank=True)
    at_ms = models.PositiveIntegerField(_("at"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    waiting_since = models.DateTimeField(
        _("waiting since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the student wrote the first message no teacher has answered yet."),
    )
    seen_at = models.DateTimeField(
        _("seen"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a teacher first saw the waiting message."),
    )

    is_held = models.BooleanField(
        _("held"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Nothing in it has been let through yet: only who started it sees it."),
    )

    closed_at = models.DateTimeField(
        _("closed"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a teacher or an editor closed it: nobody can write in it."),
    )

    objects = PracticeThreadQuerySet.as_manager()

    latest: "list[ThreadMessage]"
    """The messages fetched by `feedback.queries.threads_of`, newest first."""
    ends_early = False
    """Whether `shown` ends before the newest message."""

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(segment=None) | Q(marker_uid=None),
                name="feedback_thread_has_one_subject",
            ),
            # One conversation per remark, even if several tabs start one.
            models.UniqueConstraint(
                fields=["take", "marker_uid"],
                condition=Q(marker_uid__isnull=False),
                name="feedback_thread_one_per_marker",
            ),
        ]
        indexes = [
            models.Index(fields=["take", "created_at"], name="feedback_thread_of_clip"),
            # Counts waiting conversations on every admin page: few rows out of many.
            models.Index(
                fields=["waiting_since", "take"],
                condition=Q(waiting_since__isnull=False),
                name="feedback_thread_waiting",
            ),
        ]

    named_by = ("take__student", "take__exercise")

    def __str__(self) -> str:
        return f"{self.take} {self.at_ms or ''}".strip()

    @property
    def place(self) -> str:
        """Its element id on a page: under its remark, or on its own."""
        return f"talk-{self.marker_uid}" if self.marker_uid else f"thread-{self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.waiting_since is not None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def shown(self) -> "list[ThreadMessage]":
        return self.latest[MESSAGES_SHOWN - 1 :: -1]

    @property
    def earlier(self) -> "ThreadMessage | None":
        """The last message before those in `shown`."""
        return self.latest[MESSAGES_SHOWN] if len(self.latest) > MESSAGES_SHOWN else None


class ThreadMessageQuerySet(models.QuerySet["ThreadMessage"]):
    def let_through(self) -> "ThreadMessageQuerySet":
        """Without those that wait for an editor, see `feedback.moderation.holding`."""
        return self.exclude(case__state="held")

    def seen_by(self, user: "User") -> "ThreadMessageQuerySet":
        """In conversations they see: what is held is seen by its author and by editors."""
        if user.may(Right.MODERATE):
            return self
        return self.filter(~Q(case__state="held") | Q(author=user))


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

    objects = ThreadMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["thread", "created_at"], name="feedback_message_oldest")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_removed(self) -> bool:
        """Its author was erased; only its place in the conversation is left."""
        return not self.text
