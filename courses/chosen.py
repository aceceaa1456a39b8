"""The media that a page shows, and the pages it links to.

A page makes media visible to its readers, including its author, and reveals URLs of pages: so
nobody may add what they could not see before.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import ForeignKey, Model

from videos.models import LibraryVideo
from videos.watching.access import may_watch

Rule = Callable[[Any, Any], bool]


class Chosen(NamedTuple):
    model: type[Model]
    pk: str


_rules: dict[type[Model], Rule] = {}


def register(model: type[Model], may_use: Rule) -> None:
    """`may_use(user, thing)`: whether a page written by this person may refer to it."""
    _rules[model] = may_use


def media_in(page: Model) -> Iterator[tuple[str, Chosen]]:
    """Field names with what they refer to: by foreign key, in blocks, in rich text."""
    for field in page._meta.get_fields():
        for model, pk in _named_by(field, page):
            if model in _rules and pk:
                yield field.name, Chosen(model, str(pk))


def may_use(user: Any, chosen: Chosen) -> bool:
    thing = chosen.model._default_manager.filter(pk=chosen.pk).first()
    return thing is None or _rules[chosen.model](user, thing)


def _named_by(field: Any, page: Model) -> Iterator[tuple[Any, Any]]:
    if isinstance(field, ForeignKey):
        yield field.related_model, field.value_from_object(page)
    elif hasattr(field, "extract_references"):
        for model, pk, *_path in field.extract_references(field.value_from_object(page)):
            yield model, pk


def _may_use_video(user: Any, video: LibraryVideo) -> bool:
    return video.asset is None or may_watch(user, video.asset)


register(LibraryVideo, _may_use_video)
