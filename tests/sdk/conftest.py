"""A running portal and a client for it, with its own upload memory."""

import pytest
from django.core.cache import cache

from practika.client import Practika
from practika.memory import UploadMemory
from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


@pytest.fixture
def memory(tmp_path):
    return UploadMemory(tmp_path / "memory")


@pytest.fixture
def portal(live_server, student, exercise, memory):
    return Practika.log_in(live_server.url, student.email, PASSWORD, memory=memory)
