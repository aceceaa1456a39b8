"""A mail that is to be sent. What it says is written when it is sent, see `events.mail`."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import UUIDModel

TAKEN_FOR = timedelta(minutes=10)
"""A process that has not finished a mail by then was killed."""


class MailState(models.TextChoices):
    WAITING = "waiting", _("waiting to be sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("could not be delivered")
    DROPPED = "dropped", _("no longer needed")


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def to_take(self) -> "OutgoingMailQuerySet":
        """Due, and in nobody's hands."""
        now = timezone.now()
        free = Q(taken_at=None) | Q(taken_at__lt=now - TAKEN_FOR)
        return self.filter(free, state=MailState.WAITING, due_at__lte=now)


class OutgoingMail(UUIDModel):
    kind = models.CharField(_("kind"), max_length=40)
    about = models.CharField(_("about"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=MailState, default=MailState.WAITING
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        indexes = [
            # What is due.
            models.Index(
                fields=["due_at"],
                condition=Q(state="waiting"),
                name="events_mail_due",
            ),
            # A later mail about the same thing, and erasing.
            models.Index(fields=["about"], name="events_mail_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
