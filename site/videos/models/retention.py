"""How long the portal keeps what may no longer be needed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="bin")
class Retention(BaseGenericSetting):
    """Settings → Keeping and erasing."""

    originals_days = models.PositiveSmallIntegerField(
        _("keep the original files of students' videos for (days)"),
        default=0,
        help_text=_(
            "Counted from when the video is ready; 0 means for ever. The video still plays without "
            "its original file, but it can't be downloaded as it was sent, and no better quality "
            "can be made from it later. Videos in the media library always keep their files."
        ),
    )
    records_days = models.PositiveSmallIntegerField(
        _("keep records of finished work for (days)"),
        default=90,
        help_text=_(
            "Finished erasures and delivered events; 0 means for ever. Jobs that succeeded are "
            "always removed after 30 days. The history of who did what is kept."
        ),
    )

    panels = [FieldPanel("originals_days"), FieldPanel("records_days")]

    class Meta:
        verbose_name = _("keeping and erasing")
