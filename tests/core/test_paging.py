"""A page of a long list contains the same as a slice, from whichever end it is read."""

from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db.models import QuerySet

from core.paging import LongList, LongListPaginator, long_pages
from events.models import Event

ROWS = 11


@pytest.fixture
def events(db: None) -> "QuerySet[Event]":
    for number in range(ROWS):
        Event.objects.create(verb=f"verb{number % 3}", object_id=str(number))
    return Event.objects.order_by("verb", "-pk")


@pytest.mark.parametrize("start", range(ROWS + 2))
@pytest.mark.parametrize("length", [1, 4, 50])
def test_every_stretch_is_a_slice(events: Any, start: int, length: int) -> None:
    assert list(LongList(events)[start : start + length]) == list(events[start : start + length])


def test_an_open_end_is_the_end(events: Any) -> None:
    assert list(LongList(events)[8:]) == list(events[8:])
    assert list(LongList(events)[:3]) == list(events[:3])


def test_pages_are_those_of_a_paginator(events: Any) -> None:
    plain, long = Paginator(events, 4), long_pages(events, 4)
    for number in plain.page_range:
        assert list(long.page(number)) == list(plain.page(number))
    assert list(long.get_page("99")) == list(plain.page(3))


def test_a_filtered_list_keeps_its_filter(events: Any) -> None:
    some = events.filter(verb="verb1")
    assert list(LongList(some)[1:3]) == list(some[1:3])


def test_an_empty_list_has_an_empty_page(db: None) -> None:
    assert list(long_pages(Event.objects.order_by("pk"), 4).get_page(1)) == []


def test_the_admins_pager_knows_the_model(events: Any) -> None:
    pager = LongListPaginator(events, 4)
    assert (pager.model, pager.count, pager.num_pages) == (Event, ROWS, 3)


def test_other_sequences_are_paged_unchanged() -> None:
    assert list(LongListPaginator([3, 2, 1], 2).page(1)) == [3, 2]


def test_a_page_takes_as_many_queries_wherever_it_is(
    events: Any, django_assert_num_queries: Any
) -> None:
    for number in (1, 2, 3):
        with django_assert_num_queries(3):
            list(long_pages(events, 4).page(number))
