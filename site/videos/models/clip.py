"""A clip: a span of an asset that is played and shared as a video of its own."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel, UUIDModel
from videos.models.asset import VideoAsset


class ClipState(models.TextChoices):
    """A clip plays at once, from its asset's renditions; `ready` means it also has a file."""

    PENDING = "pending", _("pending")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class VideoClip(UUIDModel, TimestampedModel):
    original_video = models.ForeignKey(VideoAsset, on_delete=models.CASCADE, related_name="clips")
    clip_hash = models.CharField(max_length=64, unique=True)
    start_ms = models.PositiveIntegerField(_("start"))
    end_ms = models.PositiveIntegerField(_("end"))
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    processing_status = models.CharField(
        max_length=20, choices=ClipState, default=ClipState.PENDING
    )
    processing_error = models.TextField(blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("clip")
        verbose_name_plural = _("clips")
        ordering = ["start_ms"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_ms__gt=F("start_ms")), name="videos_clip_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(
                fields=["original_video", "start_ms", "end_ms"], name="videos_clip_by_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_video_id} {self.start_ms}–{self.end_ms}"

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms

    @property
    def has_file(self) -> bool:
        return self.processing_status == ClipState.READY

    @property
    def storage_key(self) -> str:
        return f"clips/{self.original_video_id}/{self.clip_hash}.mp4"
