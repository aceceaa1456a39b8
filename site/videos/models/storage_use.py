"""How much the kept videos take up: of each person, of each course, and of the whole portal.

A charge says what one video counts for; the accounts add up the charges and are changed only
together with them, see `videos.quotas`.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from core.fields import GigabytesField

GIGABYTE = 1024**3


def in_bytes(gigabytes: Decimal | None) -> int | None:
    return None if gigabytes is None else int(gigabytes * GIGABYTE)


@register_setting(icon="media")
class StorageLimits(BaseGenericSetting):
    """Settings → Storage limits."""

    person_gb = GigabytesField(
        _("for each person (GB)"),
        help_text=_(
            "All videos that one person has sent, with the copies that are made for watching."
        ),
    )
    course_gb = GigabytesField(
        _("for each course (GB)"), help_text=_("All takes of a course, whoever sent them.")
    )
    portal_gb = GigabytesField(
        _("for the whole portal (GB)"),
        help_text=_("All videos, those in the media library included."),
    )

    panels = [
        HelpPanel(
            _(
                "Leave a field empty for no limit. Videos that are there already stay, however "
                "low the limit: only new ones are refused. Under Reports, “Storage by person” and "
                "“Storage by course” show who uses how much; there you can also give one person "
                "or one course another limit."
            )
        ),
        MultiFieldPanel(
            [FieldPanel("person_gb"), FieldPanel("course_gb"), FieldPanel("portal_gb")],
            heading=_("How much may be kept"),
        ),
    ]

    class Meta:
        verbose_name = _("storage limits")


class StorageAccount(models.Model):
    """`used_bytes` includes what uploads in progress have announced."""

    used_bytes = models.BigIntegerField(_("used"), default=0)

    class Meta:
        abstract = True


class LimitedAccount(StorageAccount):
    own_limit_gb = GigabytesField(
        _("own limit (GB)"),
        help_text=_(
            "Replaces the limit under Settings → Storage limits. Leave it empty to keep to that."
        ),
    )

    class Meta:
        abstract = True


class PersonStorage(LimitedAccount):
    """It has a key of its own, as the history of its limit outlives the person."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="video_storage",
        verbose_name=_("person"),
    )

    class Meta:
        verbose_name = _("storage of a person")
        verbose_name_plural = _("storage by person")
        # The report, sorted by use.
        indexes = [models.Index(fields=["-used_bytes"], name="videos_person_storage_most")]

    named_by = ("person",)

    def __str__(self) -> str:
        return str(self.person)


class CourseStorage(LimitedAccount):
    """Courses are pages of an upper floor: the key is that of the course in all languages."""

    course_key = models.UUIDField(primary_key=True)

    class Meta:
        verbose_name = _("storage of a course")
        verbose_name_plural = _("storage by course")
        # The report, sorted by use.
        indexes = [models.Index(fields=["-used_bytes"], name="videos_course_storage_most")]

    def __str__(self) -> str:
        return str(self.course_key)


class PortalStorage(StorageAccount):
    """One row."""

    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("storage of the portal")

    def __str__(self) -> str:
        return str(self.used_bytes)


class StorageCharge(models.Model):
    """What one video counts for, and for whom. It outlives the video until that is given back."""

    asset_id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    course_key = models.UUIDField(null=True, db_index=True)
    size_bytes = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("storage of a video")

    def __str__(self) -> str:
        return str(self.asset_id)
