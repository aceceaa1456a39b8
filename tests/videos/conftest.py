"""Storages for the tests of videos."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.videos.fakes import FlakyStorage, MemoryStorage


@pytest.fixture
def memory_storage(settings: Any) -> Iterator[MemoryStorage]:
    settings.VIDEO_STORAGE = "tests.videos.fakes.MemoryStorage"
    yield MemoryStorage.from_settings()
    MemoryStorage.shared = None


@pytest.fixture
def flaky_storage(settings: Any) -> Iterator[FlakyStorage]:
    settings.VIDEO_STORAGE = "tests.videos.fakes.FlakyStorage"
    yield FlakyStorage.from_settings()
    FlakyStorage.shared = None
    FlakyStorage.failures.clear()
