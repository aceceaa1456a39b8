"""A worker's heartbeat, written every few seconds, even while the worker is idle."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerHeartbeat(models.Model):
    """One row per worker process, removed when the process exits cleanly, or a day later."""

    name = models.CharField(max_length=100, unique=True)
    host = models.CharField(max_length=100)
    threads = models.PositiveSmallIntegerField(default=1)
    version = models.CharField(max_length=40, blank=True)
    key_digest = models.CharField(
        max_length=40,
        blank=True,
        db_default="",
        help_text=_("Shows whether workers share the same SECRET_KEY."),
    )
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "videos_workersign"  # its original name: older workers write to it, too
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
