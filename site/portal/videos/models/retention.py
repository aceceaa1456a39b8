"""How long the portal keeps what nobody may need any more."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="bin")
class Retention(BaseGenericSetting):
    """Settings → Keeping and erasing."""

    originals_days = models.PositiveSmallIntegerField(
        _("keep the files that students sent for (days)"),
        default=0,
        help_text=_(
            "Counted from when the video is ready; 0 means for ever. It goes on playing without "
            "its file, but it can't be downloaded as it was, and no better quality can be made of "
            "it later. Videos of the media library keep theirs."
        ),
    )
    records_days = models.PositiveSmallIntegerField(
        _("keep records of finished work for (days)"),
        default=90,
        help_text=_(
            "Erasures that are done, news that was passed on; 0 means for ever. Jobs that went "
            "well are forgotten after 30 days. The history of who did what stays."
        ),
    )

    panels = [FieldPanel("originals_days"), FieldPanel("records_days")]

    class Meta:
        verbose_name = _("keeping and erasing")
