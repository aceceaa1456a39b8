"""The site's history with the current names of things; what is gone is shown by its id."""

from collections import defaultdict
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.models import BaseLogEntry, Page, PageLogEntry

SAYS_ITS_NAME = ("title", "name", "label", "first_name", "last_name", "email", "orig_filename")
MAX_FOUND = 1_000


class SiteHistoryFilters(SiteHistoryReportFilterSet):
    """Filters names by what things are called now."""

    label = django_filters.CharFilter(label=gettext_lazy("Name"), method="filter_name")

    def filter_name(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if queryset.model is PageLogEntry:
            return queryset.filter(page__in=Page.objects.filter(title__icontains=value))
        kinds = ContentType.objects.filter(pk__in=_kinds_in(queryset))
        found = Q(pk__in=[])
        for kind in kinds:
            found |= Q(content_type=kind, object_id__in=_named(kind.model_class(), value))
        return queryset.filter(found)


def _kinds_in(queryset: QuerySet[Any]) -> Any:
    return queryset.model.objects.order_by().values("content_type").distinct()


def _named(model: type[Model] | None, words: str) -> list[str]:
    if model is None:
        return []
    has = {field.name for field in model._meta.concrete_fields}
    wanted = Q(pk__in=[])
    for name in SAYS_ITS_NAME:
        if name in has:
            wanted |= Q(**{f"{name}__icontains": words})
    for name in getattr(model, "named_by", ()):
        wanted |= _named_through(name, words)
    keys = model._base_manager.filter(wanted).values_list("pk", flat=True)[:MAX_FOUND]
    return [str(key) for key in keys]


def _named_through(path: str, words: str) -> Q:
    """`path` leads to the person or page that gives the object its name."""
    if path.endswith(("student", "user", "author")):
        return Q(**{f"{path}__first_name__icontains": words}) | Q(
            **{f"{path}__last_name__icontains": words}
        )
    return Q(**{f"{path}__title__icontains": words})


class SiteHistoryView(LogEntriesView):
    """Models named after other objects declare that: `named_by = ("student", "exercise")`."""

    filterset_class = SiteHistoryFilters

    def decorate_paginated_queryset(self, queryset: Any) -> list[BaseLogEntry]:
        entries: list[BaseLogEntry] = super().decorate_paginated_queryset(queryset)
        name(entries)
        return entries


def name(entries: list[BaseLogEntry]) -> None:
    """Sets `label` on these instances; nothing is saved."""
    kinds = {type(entry) for entry in entries}
    known = {kind: _instances(kind, entries) for kind in kinds}
    _fetch_what_names(instance for found in known.values() for instance in found.values())
    for entry in entries:
        instance = known[type(entry)].get(entry.pk)
        entry.label = str(instance) if instance is not None else entry.label


def _instances(model: type[BaseLogEntry], entries: list[BaseLogEntry]) -> dict[Any, Model]:
    keys = [entry.pk for entry in entries if type(entry) is model]
    rows = model.objects.filter(pk__in=keys).with_instances()
    return {entry.pk: instance for entry, instance in rows if instance is not None}


def _fetch_what_names(instances: Any) -> None:
    by_kind: dict[type[Model], list[Model]] = defaultdict(list)
    for instance in instances:
        by_kind[type(instance)].append(instance)
    for kind, found in by_kind.items():
        prefetch_related_objects(found, *getattr(kind, "named_by", ()))
