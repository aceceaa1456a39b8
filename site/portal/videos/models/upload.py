"""An upload under way: bytes go straight to storage, in one piece or in parts, until the commit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimestampedModel, UUIDModel
from portal.videos.models.asset import VideoAsset


class Upload(UUIDModel, TimestampedModel):
    asset = models.OneToOneField(VideoAsset, on_delete=models.CASCADE, related_name="upload")
    size_bytes = models.PositiveBigIntegerField(_("declared size"), null=True, blank=True)
    part_count = models.PositiveIntegerField(default=1)
    part_bytes = models.PositiveIntegerField(default=0)
    storage_id = models.CharField(
        max_length=255, blank=True, help_text=_("The storage's own name for a multipart upload.")
    )
    expires_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [models.Index(fields=["committed_at", "expires_at"], name="videos_upload_stale")]

    def __str__(self) -> str:
        return str(self.asset_id)

    @property
    def key(self) -> str:
        """Never the final key: an old upload URL can't change what is served."""
        return f"uploads/{self.id}"
