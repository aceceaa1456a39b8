"""The editors' media library: wagtailmedia's item, pointing to a video asset."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia, MediaQuerySet

from portal.videos.library_files import LibraryFiles, original_key
from portal.videos.models.asset import VideoAsset


class LibraryVideoManager(models.Manager.from_queryset(MediaQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        """Lists and choosers show the asset of every row."""
        return super().get_queryset().select_related("asset", "collection")


class LibraryVideo(AbstractMedia):
    """An integer key: wagtailmedia's admin routes have no place for a UUID.

    `file` is its asset's original, in the video storage. Give it a file through `library`, which
    makes the asset; a picture of its own it has none, the asset's poster is shown.
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
        """As it was called by the person who sent it."""
        return str(self.asset.orig_filename if self.asset else super().filename)

    @property
    def url(self) -> str:
        """Where it plays, for those who may watch it; never a file's own address."""
        return reverse("videos:master", args=[self.asset_id]) if self.asset_id else ""

    @property
    def sources(self) -> list[dict[str, str]]:
        return [{"src": self.url, "type": "application/vnd.apple.mpegurl"}] if self.url else []
