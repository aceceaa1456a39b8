"""An attempt: one claim of a job, by which worker, and how it ended."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import UUIDModel
from videos.models.job import Job


class Outcome(models.TextChoices):
    """Empty while the attempt is running."""

    DONE = "done", _("done")
    TROUBLE = "trouble", _("failed on our side, to be tried again")
    FAILED = "failed", _("failed")
    LOST = "lost", _("worker was killed or lost")
    HANDED_BACK = "handed_back", _("handed back because its worker stopped")
    CANCELLED = "cancelled", _("cancelled")


class JobAttemptQuerySet(models.QuerySet["JobAttempt"]):
    def running(self) -> "JobAttemptQuerySet":
        return self.filter(ended_at=None)

    def lost_since(self, moment: datetime) -> "JobAttemptQuerySet":
        return self.filter(outcome=Outcome.LOST, started_at__gte=moment)


class JobAttempt(UUIDModel):
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    worker = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    detail = models.TextField(blank=True)

    objects = JobAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="videos_attempt_unique"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False),
                name="videos_attempt_outcome_has_an_end",
            ),
        ]
        indexes = [
            # Estimates: the most recent attempts that succeeded.
            models.Index(fields=["outcome", "-ended_at"], name="videos_attempt_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.number}"

    @property
    def duration(self) -> timedelta | None:
        return self.ended_at - self.started_at if self.ended_at else None
