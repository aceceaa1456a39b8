"""A job: the row is the truth, the queue is a doorbell.

A worker claims a job with one conditional UPDATE that writes a new token and a lease. It renews the
lease while it works, and commits only if its token is still current. When the lease expires, the
job goes back to the queue.
"""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel, UUIDModel
from videos.models.asset import VideoAsset
from videos.models.clip import VideoClip


class JobKind(models.TextChoices):
    PREPARE = "prepare", _("check and make playable")
    LADDER = "ladder", _("make all qualities")
    CLIP = "clip", _("cut a clip")
    POSTER = "poster", _("create a new poster")
    REMAKE = "remake", _("make all qualities again")

    @classmethod
    def heavy(cls) -> list[str]:
        """Kinds that use all cores for minutes."""
        return [cls.LADDER, cls.REMAKE]


class Urgency(models.IntegerChoices):
    """What goes first, whatever came first. Within one level, groups take turns."""

    CLIP = 70, _("a requested clip")
    TAKE = 60, _("a student's take")
    REPLY = 50, _("a reply")
    LIBRARY = 40, _("a library video")
    POSTER = 30, _("a poster")
    LADDER_OF_TAKE = 20, _("all qualities of a take")
    LADDER_OF_REPLY = 15, _("all qualities of a reply")
    LADDER_OF_LIBRARY = 10, _("all qualities of a library video")
    AGAIN = 0, _("made again")


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")

    @classmethod
    def open(cls) -> list[str]:
        return [cls.QUEUED, cls.RUNNING]

    @classmethod
    def ended(cls) -> list[str]:
        return [cls.DONE, cls.FAILED, cls.CANCELLED]

    @classmethod
    def can_be_retried(cls) -> list[str]:
        return [cls.FAILED, cls.CANCELLED]


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> "JobQuerySet":
        return self.filter(state__in=JobState.open())

    def waiting(self) -> "JobQuerySet":
        return self.filter(state=JobState.QUEUED)

    def running(self) -> "JobQuerySet":
        return self.filter(state=JobState.RUNNING)

    def claimable(self, now: datetime) -> "JobQuerySet":
        """Queued and due."""
        return self.waiting().filter(not_before__lte=now)

    def abandoned(self, now: datetime) -> "JobQuerySet":
        """Running with an expired lease: the worker is dead, or as good as dead."""
        return self.running().filter(lease_until__lt=now)

    def to_tidy(self) -> "JobQuerySet":
        """Ended, but not yet checked for leftovers."""
        return self.filter(tidied_at=None, finished_at__isnull=False)

    def in_turn(self) -> "JobQuerySet":
        return self.order_by("-priority", "turn", "queued_at")

    def before(self, job: "Job") -> "JobQuerySet":
        """Those whose turn comes first, in the order of `in_turn`."""
        sooner = Q(turn__lt=job.turn) | Q(turn=job.turn, queued_at__lt=job.queued_at)
        return self.filter(Q(priority__gt=job.priority) | Q(sooner, priority=job.priority))

    def held(self, job: "Job") -> "JobQuerySet":
        """The job itself, if the claim that `job` was read with is still current."""
        return self.filter(pk=job.pk, token=job.token, state=JobState.RUNNING)


class Job(UUIDModel, TimestampedModel):
    kind = models.CharField(max_length=20, choices=JobKind)
    asset = models.ForeignKey(VideoAsset, on_delete=models.CASCADE, related_name="jobs")
    clip = models.ForeignKey(
        VideoClip, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    state = models.CharField(max_length=20, choices=JobState, default=JobState.QUEUED)
    priority = models.SmallIntegerField(
        _("urgency"), choices=Urgency, default=Urgency.AGAIN, help_text=_("Higher goes first.")
    )
    queue_group = models.CharField(
        max_length=64, blank=True, help_text=_("Jobs that share a place in the queue.")
    )
    turn = models.PositiveIntegerField(
        default=0, help_text=_("Groups take turns: the first of each, then the second of each.")
    )
    queued_at = models.DateTimeField(default=timezone.now)
    attempt = models.PositiveSmallIntegerField(default=0)
    trouble_count = models.PositiveSmallIntegerField(
        default=0,
        help_text=_("Attempts that failed on our side; killed ones don't count."),
    )
    lost_count = models.PositiveSmallIntegerField(
        default=0, help_text=_("Attempts whose worker was killed or lost.")
    )
    token = models.UUIDField(null=True, editable=False)
    worker = models.CharField(max_length=100, blank=True)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    tidied_at = models.DateTimeField(
        null=True, editable=False, help_text=_("Its leftovers have been removed.")
    )
    percent = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    log_tail = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-priority", "turn", "queued_at"]
        constraints = [
            # Twenty simultaneous commits create one job. Two constraints, because SQLite has no
            # NULLS NOT DISTINCT, and Django would silently skip a single constraint there.
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
            # The next job to claim, and the turn of the first waiting job.
            models.Index(
                fields=["state", "-priority", "turn", "queued_at"],
                condition=Q(state__in=["queued", "running"]),
                name="videos_job_in_turn",
            ),
            # The last turn of a group.
            models.Index(
                fields=["priority", "queue_group", "turn"],
                condition=Q(state__in=["queued", "running"]),
                name="videos_job_of_group",
            ),
            # The sweep for leftovers of ended attempts.
            models.Index(
                fields=["finished_at"], condition=Q(tidied_at=None), name="videos_job_to_tidy"
            ),
            # The list of jobs in the admin: all of them, and those of a state.
            models.Index(fields=["-queued_at"], name="videos_job_newest"),
            models.Index(fields=["state", "-queued_at"], name="videos_job_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.asset_id}"

    @property
    def is_open(self) -> bool:
        return self.state in JobState.open()

    @property
    def can_be_retried(self) -> bool:
        return self.state in JobState.can_be_retried()
