"""Storages for the tests of videos, and a video that keeps a worker busy."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.videos.fakes import FlakyStorage, MemoryStorage
from videos.media.tools import ffmpeg_binary
from videos.storage import get_storage


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
    """The class is the fake's, measured like every storage, and holds the shared state."""
    yield storage
    type(storage).shared = None


@pytest.fixture(scope="session")
def long_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Quick to create, slow to prepare: no worker finishes it in a few seconds."""
    path = tmp_path_factory.mktemp("long") / "take.mkv"
    picture = "testsrc2=size=1280x720:rate=30:duration=75"
    command = [str(ffmpeg_binary()), "-v", "error", "-f", "lavfi", "-i", picture]
    subprocess.run([*command, "-c:v", "mpeg4", "-q:v", "8", str(path)], check=True)
    return path
