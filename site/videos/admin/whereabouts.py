"""Where a video belongs, for lists of videos. Higher-level apps register finders.

    @register
    def of_takes(asset_ids: Collection[UUID]) -> Mapping[UUID, Place]: ...

Each finder is called once for a whole list.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from videos.models import LibraryVideo


@dataclass(frozen=True)
class Place:
    """`label` names it for a person: “Long bows · Violin for beginners”; `url` leads there."""

    label: str
    url: str = ""


Finder = Callable[[Collection[UUID]], Mapping[UUID, Place]]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    if finder not in _finders:
        _finders.append(finder)
    return finder


def places_of(asset_ids: Collection[UUID]) -> dict[UUID, Place]:
    """Videos that no finder knows are left out."""
    found: dict[UUID, Place] = {}
    for finder in _finders:
        found |= finder(asset_ids)
    return found


@register
def in_library(asset_ids: Collection[UUID]) -> dict[UUID, Place]:
    items = LibraryVideo.objects.filter(asset__in=asset_ids)
    return {
        item.asset_id: Place(
            _("Library: %(title)s") % {"title": item.title},
            reverse("wagtailmedia:edit", args=[item.pk]),
        )
        for item in items
        if item.asset_id
    }
