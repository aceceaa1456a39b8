"""The suite runs on what it says: a stack that is not there is never replaced by another."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from huey.contrib.djhuey import HUEY
from redis import Redis

from scripts.services import ServiceTrouble, Stack
from tests.architecture.ladder import ROOT
from tests.plugins.once import ONCE
from tests.stack import start
from videos.storage import get_storage

STACK = os.environ.get("PRACTIKA_STACK") or "embedded"
PARTS = {
    "embedded": ("sqlite", "LocMemCache", "MemoryHuey", "LocalStorage"),
    "production": ("postgresql", "SteadyRedisCache", "PriorityRedisExpireHuey", "S3Storage"),
}


def parts() -> tuple[str, ...]:
    """What is really there. A class that measures another one has its name at the end."""
    kept_in: Any = get_storage()
    return (
        connection.vendor,
        cache._connections[cache._alias].__class__.__name__,
        HUEY.__class__.__name__,
        kept_in.__class__.__name__,
    )


def test_these_are_the_parts_of_the_stack_that_was_asked_for(db: None) -> None:
    assert settings.PRACTIKA_STACK == STACK
    assert parts() == PARTS[STACK]
    if STACK == "production":
        assert ages() == (True, True)


def ages() -> tuple[bool, bool]:
    """Whether PostgreSQL and Redis are new enough; the latter is asked through our cache."""
    version: Any = connection
    cache.set("here", "yes")
    with Redis.from_url(settings.REDIS_URL) as redis:
        assert [key for key in redis.scan_iter() if b"here" in key]
        major = int(redis.info()["redis_version"].split(".")[0])
    return version.pg_version >= 15_00_00, major >= 7


def test_an_unknown_stack_is_told() -> None:
    done = collect(PRACTIKA_STACK="produktion")
    assert done.returncode != 0
    assert "PRACTIKA_STACK is 'produktion'" in done.stdout + done.stderr


def test_a_server_that_can_not_be_had_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(stack: Stack) -> Stack:
        raise ServiceTrouble("Redis 7 or newer is needed.")

    monkeypatch.setattr(Stack, "__enter__", refuse)
    with pytest.raises(SystemExit, match=r"can not run\. Redis 7 or newer is needed\."):
        start()


def test_knobs_of_whoever_runs_the_tests_count_for_nothing() -> None:
    done = collect(SITE_NAME="Elsewhere", DATABASE_URL="nonsense://", MEDIA_STORAGE="tape")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ONCE)
def test_what_runs_once_is_there(name: str) -> None:
    assert (ROOT / name).exists()


def collect(**environ: str) -> subprocess.CompletedProcess[str]:
    """A run that reads the settings and a few tests, in a process of its own."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/events"]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
