"""The media that a page shows. A page opens them to its readers, its author among them: so nobody
may put in what they could not see before.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import ForeignKey, Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from portal.videos.access import may_watch
from portal.videos.models import LibraryVideo

Rule = Callable[[Any, Any], bool]


class Chosen(NamedTuple):
    model: type[Model]
    pk: str


def media_in(page: Model) -> Iterator[tuple[str, Chosen]]:
    """The name of the field, and what it names: as a key, in its blocks, in rich text."""
    models = set(_rules())
    for field in page._meta.get_fields():
        for model, pk in _named_by(field, page):
            if model in models and pk:
                yield field.name, Chosen(model, str(pk))


def may_use(user: Any, chosen: Chosen) -> bool:
    thing = chosen.model._default_manager.filter(pk=chosen.pk).first()
    return thing is None or _rules()[chosen.model](user, thing)


def _named_by(field: Any, page: Model) -> Iterator[tuple[Any, Any]]:
    if isinstance(field, ForeignKey):
        yield field.related_model, field.value_from_object(page)
    elif hasattr(field, "extract_references"):
        for model, pk, *_path in field.extract_references(field.value_from_object(page)):
            yield model, pk


def _rules() -> dict[type[Model], Rule]:
    from courses import rules  # which knows the pages, whose forms ask here

    return {
        LibraryVideo: _may_use_video,
        get_document_model(): rules.may_read_document,
        get_image_model(): rules.may_see_picture,
    }


def _may_use_video(user: Any, video: LibraryVideo) -> bool:
    return video.asset is None or may_watch(user, video.asset)
