"""Bytes to erase, recorded in the transaction that deletes their rows, so none is forgotten."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import UUIDModel


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def open(self) -> "ErasureQuerySet":
        return self.filter(done_at=None)

    def due(self, now: datetime) -> "ErasureQuerySet":
        return self.open().filter(not_before__lte=now)


class Erasure(UUIDModel):
    """Ids only: it outlives what it erases, and must not reveal whose that was."""

    target = models.CharField(
        max_length=255, help_text=_("A key, or a prefix that ends with a slash.")
    )
    storage_id = models.CharField(
        max_length=255, blank=True, help_text=_("The storage's own id of an unfinished upload.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(default=timezone.now)
    settles_at = models.DateTimeField(
        help_text=_("From then on nothing can be writing there; the final check comes after that.")
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["not_before"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(emptied_at__isnull=False),
                name="videos_erasure_done_is_emptied",
            ),
        ]
        indexes = [
            # The sweep: what is to be erased now.
            models.Index(
                fields=["not_before"], condition=Q(done_at=None), name="videos_erasure_due"
            ),
            # Forgetting old ones.
            models.Index(fields=["done_at"], name="videos_erasure_done"),
        ]

    def __str__(self) -> str:
        return self.target

    @property
    def is_prefix(self) -> bool:
        return self.target.endswith("/")
