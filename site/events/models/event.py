"""The outbox: what happened, in the order it happened, written in the transaction that did it."""

from datetime import timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import UUIDModel

TAKEN_FOR = timedelta(minutes=5)
"""Handlers take seconds: a process that took an event longer ago was killed."""


class EventQuerySet(models.QuerySet["Event"]):
    def to_take(self) -> "EventQuerySet":
        """Not dispatched, and no process is working on it."""
        nobody = Q(taken_at=None) | Q(taken_at__lt=timezone.now() - TAKEN_FOR)
        return self.filter(nobody, dispatched_at=None)


class Event(UUIDModel):
    """One past-tense fact, such as `practice.take_submitted`, about one object."""

    verb = models.CharField(_("verb"), max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    object_id = models.CharField(_("object"), max_length=64)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When a process started to run the handlers.")
    )
    dispatched_at = models.DateTimeField(null=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            # The sweep for events whose handlers did not run.
            models.Index(
                fields=["created_at"],
                condition=Q(dispatched_at=None),
                name="events_event_waiting",
            ),
            # Deleting the events about erased objects, and old events.
            models.Index(fields=["object_id"], name="events_event_of_object"),
            models.Index(fields=["dispatched_at"], name="events_event_dispatched"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_id}"
