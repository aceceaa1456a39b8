"""Long lists, a page at a time.

The rows of a list are wide, and a database that is asked for the hundredth page carries all of them
to the sort and past those that are left out. So it is asked for the keys of the page first, which
an index holds, and then for its rows.

    long_pages(takes, 24).get_page(…)       in views; Pages does it for the API,
    paginator_class = LongListPaginator     … and this for lists of the admin
"""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.views import APIView
from wagtail.admin.paginator import WagtailPaginator


class LongList:
    """An ordered queryset as pagers take it: it can be counted, and a stretch can be cut out."""

    def __init__(self, rows: "QuerySet[Any]") -> None:
        self._rows = rows
        self.model = rows.model
        self.ordered = rows.ordered

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, stretch: slice) -> "QuerySet[Any]":
        """The second question has the same order, and so do its answers."""
        keys = self._keys(stretch.start or 0, self._up_to(stretch.stop))
        return self._rows.filter(pk__in=keys) if keys else self._rows.none()

    def count(self) -> int:
        return self._total

    @cached_property
    def _total(self) -> int:
        return self._rows.order_by().count()

    def _up_to(self, stop: int | None) -> int:
        return self._total if stop is None else min(stop, self._total)

    def _keys(self, start: int, stop: int) -> list[Any]:
        """From whichever end is nearer."""
        keys = self._rows.values_list("pk", flat=True)
        if start >= stop:
            return []
        if start <= self._total / 2:
            return list(keys[start:stop])
        return list(keys.reverse()[self._total - stop : self._total - start])


def long_pages(rows: "QuerySet[Any]", per_page: int) -> "Paginator[Any]":
    return Paginator(_by_stretches(rows), per_page)


class LongListPaginator(WagtailPaginator):
    """Results of a search come as they are: they are found by their rank, not by an index."""

    def __init__(self, object_list: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(_by_stretches(object_list), *args, **kwargs)


class Pages(LimitOffsetPagination):
    """`?limit=` is a wish: nobody has a whole table sent in one answer."""

    max_limit = 200

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        return super().paginate_queryset(_by_stretches(queryset), request, view)


def _by_stretches(rows: Any) -> Sequence[Any]:
    found: Any = LongList(rows) if isinstance(rows, QuerySet) else rows
    sequence: Sequence[Any] = found
    return sequence
