"""Removes the crowd: everything that belongs to its courses and people, table by table."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import DO_NOTHING, SET_NULL, Q, QuerySet
from modelsearch.conf import get_app_config
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision

from accounts.models import User
from courses.models import Course
from demo.crowd.courses import count_courses
from demo.crowd.plan import HOST, SLUG
from demo.crowd.planner import tell_the_planner
from events.models import Event
from feedback.models import Feedback, PracticeThread
from practice.models import Take
from videos.models import LibraryVideo, VideoAsset

KEYS_AT_ONCE = 2_000
IndexEntry = get_app_config().get_model("IndexEntry")
TIED_BY_TEXT = {
    Revision: "base_content_type",
    ReferenceIndex: "base_content_type",
    ModelLogEntry: "content_type",
    IndexEntry: "content_type",
}
"""They refer to their object by its type and a string, which no foreign key covers."""


def remove_crowd(say: Callable[[str], None]) -> None:
    """Removes all of it, and what others have written in its courses. Safe to repeat."""
    people = User.objects.filter(email__endswith=f"@{HOST}")
    courses = Course.objects.filter(slug__startswith=SLUG)
    with transaction.atomic():
        say("Removing takes and what was said about them …")
        _remove_takes(Take.objects.filter(course__in=_keys(courses)))
        Event.objects.filter(actor__in=_keys(people))._raw_delete(connection.alias)
        say("Removing courses, demos and people …")
        _remove_pages(Page.objects.filter(_at_or_below(courses)))
        library = LibraryVideo.objects.filter(uploaded_by_user__in=_keys(people))
        _untie(library)
        _erase(library)
        _erase(VideoAsset.objects.filter(owner__in=_keys(people)))
        _erase(people)
        count_courses()
    tell_the_planner()


def _remove_takes(takes: "QuerySet[Take]") -> None:
    _untie(Feedback.objects.filter(take__in=_keys(takes)))
    _untie(PracticeThread.objects.filter(take__in=_keys(takes)))
    _untie(takes)
    _erase(takes)


def _remove_pages(pages: Any) -> None:
    PageLogEntry.objects.filter(page__in=_keys(pages))._raw_delete(connection.alias)
    _untie(pages)
    _erase(pages)


def _at_or_below(courses: Any) -> Q:
    found = Q(pk__in=[])
    for path in courses.values_list("path", flat=True):
        found |= Q(path__gte=path, path__lt=f"{path}~")
    return found


def _untie(rows: Any) -> None:
    """Their revisions, references, log entries and search index entries."""
    types = ContentType.objects
    of_types = [types.get_for_model(model) for model in _with_children(rows.model)]
    keys = [str(key) for key in rows.order_by().values_list("pk", flat=True)]
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        for model, field in TIED_BY_TEXT.items():
            theirs = {f"{field}__in": of_types, "object_id__in": some}
            model._default_manager.filter(**theirs)._raw_delete(connection.alias)


def _with_children(model: type[models.Model]) -> list[type[models.Model]]:
    """The search index and the log name a page by its own type."""
    return [one for one in apps.get_models() if issubclass(one, model)]


def _erase(rows: Any) -> None:
    """Like a cascading deletion, but without fetching rows or sending signals."""
    rows = rows.order_by()
    for relation in _relations(rows.model):
        field = relation.field
        keys = rows.values(field.target_field.attname)
        theirs = relation.related_model._base_manager.filter(**{f"{field.name}__in": keys})
        if relation.on_delete is SET_NULL:
            theirs.update(**{field.name: None})
        else:
            _erase(theirs)
    rows._raw_delete(connection.alias)


def _relations(model: type[models.Model]) -> Iterator[Any]:
    """Everything with a foreign key to it, hidden relations included, except its own model."""
    found: Any = model._meta.get_fields(include_hidden=True)
    for relation in found:
        is_backward = relation.auto_created and not relation.concrete
        if is_backward and (relation.one_to_many or relation.one_to_one):
            is_own = relation.model is model and relation.related_model is not model
            if is_own and relation.on_delete is not DO_NOTHING:
                yield relation


def _keys(rows: Any) -> Any:
    return rows.order_by().values("pk")
