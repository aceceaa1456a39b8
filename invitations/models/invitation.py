"""An invitation: one e-mail address, a role, and a link that works once."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField, NameField
from accounts.rights import Right
from accounts.roles import Role
from core.models import TimestampedModel, UUIDModel
from courses.models import Course
from events.models import MailState
from invitations.models.cohort import Cohort

if TYPE_CHECKING:
    from accounts.models import User


class InvitationState(models.TextChoices):
    """As the list shows it; found from times and the mail, see `InvitationQuerySet.in_state`."""

    WAITING = "waiting", _("being sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("not delivered")
    ACCEPTED = "accepted", _("accepted")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def managed_by(self, user: "User") -> "InvitationQuerySet":
        """All of them for admins; their own for teachers."""
        if user.may(Right.INVITE):
            return self
        return self.filter(invited_by=user) if user.may(Right.TEACH) else self.none()

    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; it may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def usable(self) -> "InvitationQuerySet":
        """Whose link works, unless its cohort is over."""
        return self.open().filter(expires_at__gt=timezone.now())

    def in_state(self, state: str) -> "InvitationQuerySet":
        if state == InvitationState.ACCEPTED:
            return self.exclude(accepted_at=None)
        if state == InvitationState.REVOKED:
            return self.exclude(revoked_at=None)
        if state == InvitationState.EXPIRED:
            return self.open().filter(expires_at__lte=timezone.now())
        return self.usable().filter(mail_state=state)


class Invitation(UUIDModel, TimestampedModel):
    email = AddressField(_("e-mail address"))
    first_name = NameField(_("first name"), max_length=150, blank=True)
    last_name = NameField(_("last name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.STUDENT)
    language = models.CharField(_("language of the mail"), max_length=10, blank=True)
    cohort = models.ForeignKey(
        Cohort,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="invitations",
        verbose_name=_("cohort"),
    )
    courses = models.ManyToManyField(
        Course, blank=True, related_name="+", verbose_name=_("courses")
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="invitations_sent",
        verbose_name=_("invited by"),
    )
    expires_at = models.DateTimeField(_("good until"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    link_number = models.PositiveSmallIntegerField(default=1, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="invitations_accepted",
        verbose_name=_("accepted by"),
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    mail_state = models.CharField(
        _("mail"), max_length=10, choices=MailState, default=MailState.WAITING
    )
    mail_error = models.CharField(_("what the mail server said"), max_length=300, blank=True)
    mailed_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitations_one_open_for_each_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitations_accepted_or_revoked",
            ),
        ]
        indexes = [
            # The list, and the list of a teacher.
            models.Index(fields=["-created_at"], name="invitations_newest"),
            models.Index(fields=["invited_by", "-created_at"], name="invitations_of_inviter"),
        ]

    def __str__(self) -> str:
        return str(self.email)

    @property
    def display_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None

    @property
    def is_usable(self) -> bool:
        """Whether its link works."""
        over = self.cohort is not None and self.cohort.is_over
        return self.is_open and self.expires_at > timezone.now() and not over

    @property
    def state(self) -> InvitationState:
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        if self.expires_at <= timezone.now():
            return InvitationState.EXPIRED
        return InvitationState(self.mail_state)
