"""Long lists, one page at a time.

The rows of a list are wide, and for the hundredth page a database would sort all of them and throw
most away. So it is asked for the keys of the page first, which an index holds, and then for the
page's rows.

    long_pages(takes, 24).get_page(…)       in views; the API has Pages,
    paginator_class = LongListPaginator     … and the admin's lists have this
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
    """An ordered queryset for paginators: it can be counted and sliced."""

    def __init__(self, rows: "QuerySet[Any]") -> None:
        self._rows = rows
        self.model = rows.model
        self.ordered = rows.ordered

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, stretch: slice) -> "QuerySet[Any]":
        """The second query has the same order."""
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
        """Counted from whichever end is nearer."""
        keys = self._rows.values_list("pk", flat=True)
        if start >= stop:
            return []
        if start <= self._total / 2:
            return list(keys[start:stop])
        return list(keys.reverse()[self._total - stop : self._total - start])


def long_pages(rows: "QuerySet[Any]", per_page: int) -> "Paginator[Any]":
    return Paginator(_by_stretches(rows), per_page)


class LongListPaginator(WagtailPaginator):
    """Leaves search results alone: they are ordered by rank, not by an index."""

    def __init__(self, object_list: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(_by_stretches(object_list), *args, **kwargs)


class Pages(LimitOffsetPagination):
    """`?limit=` is capped, so nobody gets a whole table in one response."""

    max_limit = 200

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        return super().paginate_queryset(_by_stretches(queryset), request, view)


def _by_stretches(rows: Any) -> Sequence[Any]:
    found: Any = LongList(rows) if isinstance(rows, QuerySet) else rows
    sequence: Sequence[Any] = found
    return sequence
