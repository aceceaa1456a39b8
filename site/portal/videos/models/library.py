"""The editors' media library: wagtailmedia's item, pointing to a video asset."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia

from portal.videos.models.asset import VideoAsset


class LibraryVideo(AbstractMedia):
    """An integer key: wagtailmedia's admin routes have no place for a UUID.

    `file` is wagtailmedia's own field and holds the original until the asset has taken it over.
    """

    asset = models.OneToOneField(
        VideoAsset,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="library_item",
    )

    admin_form_fields = ("title", "file", "collection", "thumbnail", "tags")

    class Meta(AbstractMedia.Meta):
        verbose_name = _("library video")
        verbose_name_plural = _("library videos")
