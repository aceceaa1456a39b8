"""An upload in progress: until the commit, bytes go straight to storage, whole or in parts."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel, UUIDModel
from videos.models.asset import VideoAsset

FOLDER = "uploads/"


def id_in_key(key: str) -> UUID | None:
    try:
        return UUID(key.removeprefix(FOLDER)) if key.startswith(FOLDER) else None
    except ValueError:
        return None


class UploadQuerySet(models.QuerySet["Upload"]):
    def unfinished(self) -> "UploadQuerySet":
        return self.filter(committed_at=None, closed_at=None)

    def to_take_over(self) -> "UploadQuerySet":
        """Committed, but the worker has not moved the bytes yet."""
        return self.filter(committed_at__isnull=False, taken_at=None, closed_at=None)

    def is_to_take_over(self, asset: "VideoAsset") -> bool:
        """Its file has arrived whole, but is not yet where the original is kept."""
        return self.to_take_over().filter(asset=asset).exists()

    def of_keys(self, keys: Iterable[str]) -> "UploadQuerySet":
        return self.filter(pk__in=[pk for key in keys if (pk := id_in_key(key))])

    def holding(self) -> "UploadQuerySet":
        """The only copy of the video may be at their keys."""
        return self.filter(taken_at=None, closed_at=None)


class Upload(UUIDModel, TimestampedModel):
    asset = models.OneToOneField(VideoAsset, on_delete=models.CASCADE, related_name="upload")
    size_bytes = models.PositiveBigIntegerField(_("declared size"), null=True, blank=True)
    part_count = models.PositiveIntegerField(default=1)
    part_bytes = models.PositiveIntegerField(default=0)
    storage_id = models.CharField(
        max_length=255, blank=True, help_text=_("The storage's own id of a multipart upload.")
    )
    checksum_sha256 = models.CharField(
        max_length=64, blank=True, help_text=_("As declared by the sender; the worker checks it.")
    )
    expires_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text=_("Of the parts as they were at the commit.")
    )
    taken_at = models.DateTimeField(
        null=True, blank=True, help_text=_("From then on its file is where no link can write.")
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Aborted or expired; no bytes are left at its key.")
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [
            # The sweep for uploads that were never finished, and for bytes sent after a commit.
            models.Index(
                fields=["expires_at"], condition=Q(closed_at=None), name="videos_upload_stale"
            ),
            # Few rows, read by every sweep.
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
        return f"{FOLDER}{self.id}"

    @property
    def whole_number(self) -> int:
        """The number of the part that takes the whole file, after those that take a piece each."""
        return self.part_count + 1 if self.part_count > 1 else 1

    @property
    def is_in_parts(self) -> bool:
        return bool(self.part_bytes)

    @property
    def is_open(self) -> bool:
        return self.committed_at is None and self.closed_at is None
