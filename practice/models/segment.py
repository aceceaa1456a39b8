"""A named span of a take that can be played and discussed on its own."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel, UUIDModel
from practice.models.take import Take
from videos.models import VideoClip


class VideoSegment(UUIDModel, TimestampedModel):
    take = models.ForeignKey(
        Take, on_delete=models.CASCADE, related_name="segments", db_column="clip_id"
    )
    video_clip = models.ForeignKey(VideoClip, on_delete=models.PROTECT, related_name="segments")
    label = models.CharField(_("name"), max_length=80, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["video_clip__start_ms"]
        constraints = [
            models.UniqueConstraint(
                fields=["take", "video_clip"], name="practice_segment_span_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.video_clip)

    @property
    def start_ms(self) -> int:
        return self.video_clip.start_ms

    @property
    def end_ms(self) -> int:
        return self.video_clip.end_ms
