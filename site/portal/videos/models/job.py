"""A job: the row is the truth, the queue is a doorbell.

A worker claims a job by one conditional UPDATE that writes a new token and a lease; it renews the
lease while it works and commits only while its token stands. Expired leases are claimed anew.
"""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimestampedModel, UUIDModel
from portal.videos.models.asset import VideoAsset
from portal.videos.models.clip import VideoClip


class JobKind(models.TextChoices):
    PREPARE = "prepare", _("check and make playable")
    LADDER = "ladder", _("make all qualities")
    CLIP = "clip", _("cut a clip")


class JobState(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")

    @classmethod
    def open(cls) -> list[str]:
        return [cls.QUEUED, cls.RUNNING]


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> "JobQuerySet":
        return self.filter(state__in=JobState.open())

    def claimable(self, now: datetime) -> "JobQuerySet":
        """Queued and due, or running under a lease that ran out."""
        due = Q(state=JobState.QUEUED, not_before__lte=now)
        abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
        return self.filter(due | abandoned)

    def held(self, job: "Job") -> "JobQuerySet":
        """The job itself, while the claim that `job` was read with still stands."""
        return self.filter(pk=job.pk, token=job.token, state=JobState.RUNNING)


class Job(UUIDModel, TimestampedModel):
    kind = models.CharField(max_length=20, choices=JobKind)
    asset = models.ForeignKey(VideoAsset, on_delete=models.CASCADE, related_name="jobs")
    clip = models.ForeignKey(
        VideoClip, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    state = models.CharField(max_length=20, choices=JobState, default=JobState.QUEUED)
    priority = models.SmallIntegerField(default=0, help_text=_("Higher goes first."))
    attempt = models.PositiveSmallIntegerField(default=0)
    trouble_count = models.PositiveSmallIntegerField(
        default=0,
        help_text=_("Attempts that ended in trouble on our side; killed ones don't count."),
    )
    token = models.UUIDField(null=True, editable=False)
    worker = models.CharField(max_length=100, blank=True)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    log_tail = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-priority", "created_at"]
        constraints = [
            # Twenty commits at once make one job. Two constraints, because SQLite has no
            # NULLS NOT DISTINCT and Django would leave a single one out there without a word.
            models.UniqueConstraint(
                fields=["kind", "asset"],
                condition=Q(state__in=["queued", "running"], clip=None),
                name="videos_job_one_open_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["kind", "clip"],
                condition=Q(state__in=["queued", "running"]),
                name="videos_job_one_open_of_a_clip",
            ),
        ]
        indexes = [
            # The next job to claim, and the sweep.
            models.Index(
                fields=["state", "-priority", "created_at"],
                condition=Q(state__in=["queued", "running"]),
                name="videos_job_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.asset_id}"
