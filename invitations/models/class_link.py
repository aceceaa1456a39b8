"""A class link: whoever has it, or scans its QR code, may take a place at the door of a course."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.rights import Right
from core.models import TimestampedModel, UUIDModel
from courses.models import Course, Exercise

if TYPE_CHECKING:
    from accounts.models import User


class LinkState(models.TextChoices):
    OPEN = "open", _("open")
    FULL = "full", _("full")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


class ClassLinkQuerySet(models.QuerySet["ClassLink"]):
    def managed_by(self, user: "User") -> "ClassLinkQuerySet":
        """Of the courses whose class this person may change."""
        if user.may(Right.MANAGE_CLASSES):
            return self
        if not user.may(Right.TEACH):
            return self.none()
        taught = Course.objects.taught_by(user).translation_keys()
        return self.filter(course__translation_key__in=taught)

    def usable(self) -> "ClassLinkQuerySet":
        """Neither revoked nor expired; it may be full."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def with_room(self) -> "ClassLinkQuerySet":
        return self.filter(Q(places=None) | Q(taken__lt=F("places")))

    def in_state(self, state: str) -> "ClassLinkQuerySet":
        if state == LinkState.REVOKED:
            return self.exclude(revoked_at=None)
        if state == LinkState.EXPIRED:
            return self.filter(revoked_at=None, expires_at__lte=timezone.now())
        room = ClassLink.objects.with_room().values("pk")
        if state == LinkState.FULL:
            return self.usable().exclude(pk__in=room)
        return self.usable().filter(pk__in=room)


class ClassLink(UUIDModel, TimestampedModel):
    course = models.ForeignKey(
        Course, on_delete=models.CASCADE, related_name="class_links", verbose_name=_("course")
    )
    exercise = models.ForeignKey(
        Exercise,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("exercise"),
        help_text=_("Where people begin. Without one, it is the first exercise of the course."),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("made by"),
    )
    expires_at = models.DateTimeField(
        _("works until"), help_text=_("Who has come by then keeps their place.")
    )
    places = models.PositiveSmallIntegerField(
        _("for how many people"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5_000)],
        help_text=_(
            "Nobody else gets in once so many have come, whether you let them in or not. "
            "Leave it empty for no limit."
        ),
    )
    taken = models.PositiveIntegerField(_("came"), default=0, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    objects = ClassLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("class link")
        verbose_name_plural = _("class links")

    def __str__(self) -> str:
        return str(self.course.title)

    @property
    def is_full(self) -> bool:
        return self.places is not None and self.taken >= self.places

    @property
    def state(self) -> LinkState:
        if self.revoked_at is not None:
            return LinkState.REVOKED
        if self.expires_at <= timezone.now():
            return LinkState.EXPIRED
        return LinkState.FULL if self.is_full else LinkState.OPEN

    @property
    def begins_at(self) -> Any:
        """The exercise, if it is published; None for the first of the course."""
        shown = Exercise.objects.under_live_pages().filter(pk=self.exercise_id)
        return shown.first() if self.exercise_id else None


class Arrival(UUIDModel, TimestampedModel):
    """Who came by which link. Whether they have been let in, their enrolment says."""

    link = models.ForeignKey(ClassLink, on_delete=models.CASCADE, related_name="arrivals")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="arrivals"
    )

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        constraints = [
            models.UniqueConstraint(fields=["link", "user"], name="invitations_arrives_once"),
        ]

    def __str__(self) -> str:
        return str(self.user)
