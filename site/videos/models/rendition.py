"""A rendition: one quality of an asset, one fragmented MP4 file with its index of byte ranges."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import UUIDModel
from videos.models.asset import VideoAsset


class Rendition(UUIDModel):
    asset = models.ForeignKey(VideoAsset, on_delete=models.CASCADE, related_name="renditions")
    name = models.CharField(_("quality"), max_length=20)
    version = models.PositiveSmallIntegerField(
        default=0,
        help_text=_("A rendition made again gets a new file; the old one plays until then."),
    )
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    codecs = models.CharField(max_length=60)
    frame_rate = models.FloatField(default=0)
    bandwidth = models.PositiveIntegerField(_("peak bits per second"))
    average_bandwidth = models.PositiveIntegerField(_("bits per second"))
    duration_ms = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()
    index = models.JSONField(
        help_text=_('{"init": [offset, bytes], "segments": [[seconds, offset, bytes], …]}')
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["-average_bandwidth"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "name"], name="videos_rendition_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.name}"

    @property
    def key(self) -> str:
        return self.asset.rendition_key(self.name, self.version)
