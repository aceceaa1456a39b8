"""Storages for the tests of videos."""

from collections.abc import Iterator
from typing import Any

import pytest

from portal.videos.storage import get_storage
from tests.videos.fakes import FlakyStorage, MemoryStorage


@pytest.fixture
def memory_storage(settings: Any) -> Iterator[MemoryStorage]:
    settings.VIDEO_STORAGE = "tests.videos.fakes.MemoryStorage"
    yield from _until_forgotten(get_storage())


@pytest.fixture
def flaky_storage(settings: Any) -> Iterator[FlakyStorage]:
    settings.VIDEO_STORAGE = "tests.videos.fakes.FlakyStorage"
    yield from _until_forgotten(get_storage())
    FlakyStorage.failures.clear()


def _until_forgotten(storage: Any) -> Iterator[Any]:
    """Its class is the fake's, measured as every storage is, and holds what is shared."""
    yield storage
    type(storage).shared = None
