"""Cells of the lists of jobs and videos."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.tables import Column, TitleColumn

from videos.admin.whereabouts import places_of
from videos.models import Job, VideoAsset


class TemplateColumn(Column):
    """A cell rendered by a template of our own, which gets the row as `instance`."""

    def __init__(self, name: str, *, template: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.cell_template_name = template

    def get_value(self, instance: Any) -> str:
        return ""


class VideoTitleColumn(TitleColumn):
    """The file name, with its owner and where it belongs below."""

    cell_template_name = "videos/admin/_title_cell.html"

    def get_value(self, instance: Job | VideoAsset) -> str:
        return str(asset_of(instance))

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"asset": asset_of(instance), "place": instance.place}


def asset_of(instance: Job | VideoAsset) -> VideoAsset:
    return instance.asset if isinstance(instance, Job) else instance


def add_places(rows: Iterable[Any]) -> None:
    """Set each row's `place`, with one lookup for the whole page."""
    listed = list(rows)
    places = places_of([asset_of(row).pk for row in listed])
    for row in listed:
        row.place = places.get(asset_of(row).pk)


def job_url(job: Job) -> str:
    return reverse("jobs:inspect", args=[job.pk])


def video_url(asset: VideoAsset) -> str:
    return reverse("videos_admin:inspect", args=[asset.pk])
