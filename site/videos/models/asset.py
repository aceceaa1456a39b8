"""The video asset: one original and everything made from it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import TimestampedModel, UUIDModel
from videos.media import RefusalCode, notices_of
from videos.models.reasons import reason_of


class AssetKind(models.TextChoices):
    UPLOAD = "upload", _("uploaded file")
    RECORDING = "recording", _("recorded in the browser")
    LIBRARY = "library", _("media library")


class AssetState(models.TextChoices):
    """uploading → checking → preparing → playable → ready; failed can be retried."""

    UPLOADING = "uploading", _("uploading")
    CHECKING = "checking", _("checking")
    PREPARING = "preparing", _("preparing")
    PLAYABLE = "playable", _("playable, more qualities coming")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")

    @classmethod
    def watchable(cls) -> list[str]:
        return [cls.PLAYABLE, cls.READY]

    @classmethod
    def settled(cls) -> list[str]:
        return [cls.READY, cls.FAILED]

    @classmethod
    def in_the_works(cls) -> list[str]:
        return [cls.CHECKING, cls.PREPARING, cls.PLAYABLE]


class Side(models.TextChoices):
    LEFT = "left", _("left")
    RIGHT = "right", _("right")


class VideoAssetQuerySet(models.QuerySet["VideoAsset"]):
    def watchable(self) -> "VideoAssetQuerySet":
        return self.filter(processing_status__in=AssetState.watchable())

    def at_work(self) -> "VideoAssetQuerySet":
        """Being uploaded or prepared, or with an open job."""
        moving = ~models.Q(processing_status__in=AssetState.settled())
        return self.filter(moving | models.Q(jobs__state__in=["queued", "running"]))


class VideoAsset(UUIDModel, TimestampedModel):
    """Its storage keys follow from its id alone, see `original_key` and its neighbours."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="video_assets"
    )
    video_type = models.CharField(
        _("kind"), max_length=20, choices=AssetKind, default=AssetKind.UPLOAD
    )
    is_reply = models.BooleanField(
        default=False, help_text=_("Sent in a conversation, not as a take.")
    )
    queue_group = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("Videos that share a place in the job queue, such as those of one course."),
    )
    orig_filename = models.CharField(_("file name"), max_length=255, blank=True)
    mime_type = models.CharField(_("type"), max_length=100, blank=True)
    """The type that was detected, never the one that was declared."""
    size_bytes = models.PositiveBigIntegerField(_("size"), null=True, blank=True)
    checksum_sha256 = models.CharField(max_length=64, blank=True)

    duration_ms = models.PositiveIntegerField(_("length"), null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    max_duration_ms = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text=_("Maximum length, if it is shorter than the portal's own limit."),
    )
    probe = models.JSONField(
        default=dict, blank=True, help_text=_("What was found in the file, see media.probe.")
    )
    has_video = models.BooleanField(default=True)
    has_audio = models.BooleanField(default=True)
    quiet_side = models.CharField(
        max_length=5,
        choices=Side,
        blank=True,
        help_text=_("The side with almost no sound, measured when the video was made playable."),
    )
    both_ears = models.BooleanField(
        default=False, help_text=_("Someone asked for the other side's sound in both ears.")
    )
    has_both_ears = models.BooleanField(
        default=False, help_text=_("The current renditions play one side in both ears.")
    )
    has_poster = models.BooleanField(default=False)
    has_original = models.BooleanField(
        default=True,
        help_text=_("The original file is still kept. Without it, the video can't be made again."),
    )

    processing_status = models.CharField(
        _("state"), max_length=20, choices=AssetState, default=AssetState.UPLOADING
    )
    processing_percent = models.PositiveSmallIntegerField(_("progress"), default=0)
    error_code = models.CharField(max_length=40, blank=True)
    processing_error = models.TextField(_("reason"), blank=True)
    """Of rows by an older version; others have a code, and `reason` puts it into words."""
    processed_at = models.DateTimeField(null=True, blank=True)

    is_valid = models.BooleanField(default=True)
    last_validated = models.DateTimeField(null=True, blank=True)
    validation_errors = models.JSONField(default=list, blank=True)
    access_count = models.PositiveIntegerField(default=0)
    last_accessed = models.DateTimeField(null=True, blank=True)

    objects = VideoAssetQuerySet.as_manager()

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(processing_percent__lte=100),
                name="videos_asset_percent_is_a_percentage",
            ),
        ]
        indexes = [
            # The sweep and the admin's filter by state.
            models.Index(fields=["processing_status", "created_at"], name="videos_asset_by_state"),
            # The list of videos in the admin.
            models.Index(fields=["-created_at"], name="videos_asset_newest"),
            # Deleting original files that were kept long enough.
            models.Index(
                fields=["processed_at"],
                condition=models.Q(has_original=True, processing_status="ready"),
                name="videos_asset_with_original",
            ),
        ]

    def __str__(self) -> str:
        return self.orig_filename or str(self.id)

    @property
    def original_key(self) -> str:
        return f"videos/{self.id}/original"

    @property
    def poster_key(self) -> str:
        return f"videos/{self.id}/poster.jpg"

    def rendition_key(self, name: str, version: int = 0) -> str:
        edition = f".{version}" if version else ""
        return f"videos/{self.id}/renditions/{name}{edition}.mp4"

    @property
    def group_in_queue(self) -> str:
        """A video that belongs to no course shares a place with its owner's other ones."""
        alone = f"owner:{self.owner_id}" if self.owner_id else f"asset:{self.pk}"
        return self.queue_group or alone

    @property
    def reason(self) -> str:
        """Why it can't be watched, or not in all its qualities, in the reader's language."""
        return reason_of(self.error_code, self.max_duration_ms) or self.processing_error

    @property
    def notices(self) -> list[str]:
        """Which parts of the file were left out, as sentences."""
        return notices_of(self.probe)

    @property
    def heard_side(self) -> str:
        """The side with the sound, where the other one is quiet."""
        return {"left": "right", "right": "left"}.get(self.quiet_side, "")

    @property
    def is_watchable(self) -> bool:
        return self.processing_status in AssetState.watchable()

    @property
    def is_settled(self) -> bool:
        return self.processing_status in AssetState.settled()

    @property
    def can_retry(self) -> bool:
        """It failed, or it plays but something went wrong, such as a missing quality."""
        is_imperfect = bool(self.has_failed or self.error_code)
        return self.is_settled and self.has_original and is_imperfect

    @property
    def is_worth_retrying(self) -> bool:
        """Not when the file itself is at fault: it would be refused again."""
        return self.can_retry and not (self.has_failed and self.error_code in list(RefusalCode))

    @property
    def has_failed(self) -> bool:
        return self.processing_status == AssetState.FAILED
