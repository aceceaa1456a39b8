"""An upload under way: bytes go straight to storage, in one piece or in parts, until the commit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import TimestampedModel, UUIDModel
from portal.videos.models.asset import VideoAsset


class UploadQuerySet(models.QuerySet["Upload"]):
    def unfinished(self) -> "UploadQuerySet":
        return self.filter(committed_at=None, closed_at=None)

    def to_take_over(self) -> "UploadQuerySet":
        """Committed, and the worker did not move the bytes yet."""
        return self.filter(committed_at__isnull=False, taken_at=None, closed_at=None)

    def holding(self) -> "UploadQuerySet":
        """What lies at their keys is all there is of the video."""
        return self.filter(taken_at=None, closed_at=None)


class Upload(UUIDModel, TimestampedModel):
    asset = models.OneToOneField(VideoAsset, on_delete=models.CASCADE, related_name="upload")
    size_bytes = models.PositiveBigIntegerField(_("declared size"), null=True, blank=True)
    part_count = models.PositiveIntegerField(default=1)
    part_bytes = models.PositiveIntegerField(default=0)
    storage_id = models.CharField(
        max_length=255, blank=True, help_text=_("The storage's own name for a multipart upload.")
    )
    checksum_sha256 = models.CharField(
        max_length=64, blank=True, help_text=_("What the sender says; the worker compares.")
    )
    expires_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text=_("Of the parts as they lay there at the commit.")
    )
    taken_at = models.DateTimeField(
        null=True, blank=True, help_text=_("From then on its file lies where no link can write.")
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Aborted or expired; no bytes are left at its key.")
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [
            # The sweep for uploads that were never finished, and for what came after a commit.
            models.Index(
                fields=["expires_at"], condition=Q(closed_at=None), name="videos_upload_stale"
            ),
            # Few, and asked for by every sweep.
            models.Index(
                fields=["committed_at"],
                condition=Q(taken_at=None, closed_at=None),
                name="videos_upload_holding",
            ),
        ]

    def __str__(self) -> str:
        return str(self.asset_id)

    @property
    def key(self) -> str:
        """Never the final key: an old upload URL can't change what is served."""
        return f"uploads/{self.id}"

    @property
    def is_in_parts(self) -> bool:
        return bool(self.part_bytes)

    @property
    def is_open(self) -> bool:
        return self.committed_at is None and self.closed_at is None
