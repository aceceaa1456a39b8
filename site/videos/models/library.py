"""The editors' media library: wagtailmedia's item, pointing to a video asset."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia, MediaQuerySet

from videos.models.asset import VideoAsset
from videos.storage.library_files import LibraryFiles, original_key


class LibraryVideoManager(models.Manager.from_queryset(MediaQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        """Lists and choosers show the asset of every row."""
        return super().get_queryset().select_related("asset", "collection")


class LibraryVideo(AbstractMedia):
    """An integer key: wagtailmedia's admin routes have no place for a UUID.

    `file` is its asset's original, in the video storage. Set it through `videos.library`, which
    creates the asset. There is no thumbnail of its own; the asset's poster is shown.
    """

    file = models.FileField(_("file"), upload_to=original_key, storage=LibraryFiles())
    asset = models.OneToOneField(
        VideoAsset,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="library_item",
    )

    objects = LibraryVideoManager()

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractMedia.Meta):
        verbose_name = _("library video")
        verbose_name_plural = _("library videos")

    @property
    def filename(self) -> str:
        """The name it had when it was sent."""
        return str(self.asset.orig_filename if self.asset else super().filename)

    @property
    def url(self) -> str:
        """Where it plays, for people who may watch it; never a direct link to the file."""
        return reverse("videos:master", args=[self.asset_id]) if self.asset_id else ""

    @property
    def sources(self) -> list[dict[str, str]]:
        return [{"src": self.url, "type": "application/vnd.apple.mpegurl"}] if self.url else []
