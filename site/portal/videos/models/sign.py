"""A worker's sign of life, written every few seconds, also while there is nothing to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerSign(models.Model):
    """One row for each worker process; it goes when the process ends well, or a day later."""

    name = models.CharField(max_length=100, unique=True)
    host = models.CharField(max_length=100)
    threads = models.PositiveSmallIntegerField(default=1)
    version = models.CharField(max_length=40, blank=True)
    key_digest = models.CharField(
        max_length=40, blank=True, db_default="", help_text=_("Tells SECRET_KEYs apart.")
    )
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
