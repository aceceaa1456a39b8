"""Real checks of PostgreSQL and Redis: healthy, misconfigured and down."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.doctor import redis as redis_checks
from scripts.services import Postgres, Redis
from scripts.services.ports import free_port
from tests.core.doctor.asked import ask


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres(is_durable=False) as postgres:
        yield postgres


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as redis:
        yield redis


def test_a_fresh_postgres_works_and_misses_its_tables(postgres: Postgres) -> None:
    told = ask("database,migrations,clock", DATABASE_URL=postgres.url)

    assert told.code == 1
    assert told.levels == ["ok", "ok", "fail", "ok"], told.text
    assert "PostgreSQL 1" in told.text
    assert "run `deploy/manage.sh migrate`" in told.text


def test_a_read_only_database_is_reported(postgres: Postgres) -> None:
    postgres.run("CREATE DATABASE standby")
    postgres.run("ALTER DATABASE standby SET default_transaction_read_only = on")

    told = ask("database", DATABASE_URL=postgres.url_of("standby"))

    assert told.levels == ["ok", "fail"]
    assert "read-only transaction" in told.text


def test_another_encoding_is_reported(postgres: Postgres) -> None:
    postgres.run("CREATE DATABASE old ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")

    told = ask("database", DATABASE_URL=postgres.url_of("old"))

    assert told.levels == ["ok", "fail", "ok"]
    assert "SQL_ASCII" in told.text


@pytest.mark.parametrize("wrong", ["password", "port"])
def test_a_database_that_does_not_answer_is_one_line(postgres: Postgres, wrong: str) -> None:
    parts = {"password": "nonsense", "port": str(postgres.port)}
    parts["port" if wrong == "port" else "password"] = str(free_port())
    url = f"postgres://practika:{parts['password']}@127.0.0.1:{parts['port']}/practika"

    told = ask("database", DATABASE_URL=url)

    assert told.levels == ["fail"]
    assert "DATABASE_URL" in told.text


def test_a_database_that_hangs_ends_in_a_line(postgres: Postgres) -> None:
    postgres.pause()
    try:
        told = ask("database", DATABASE_URL=postgres.url)
    finally:
        postgres.resume()

    assert told.levels == ["fail"]


def levels_of(settings: Any, url: str) -> list[str]:
    settings.REDIS_URL = url
    return [finding.level for finding in redis_checks.redis()]


def test_a_good_redis_passes(settings: Any, redis: Redis) -> None:
    assert levels_of(settings, redis.url) == ["ok"]


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-lru"])
def test_a_redis_that_may_evict_doorbells_is_reported(
    settings: Any, redis: Redis, policy: str
) -> None:
    redis.run("CONFIG", "SET", "maxmemory-policy", policy)
    try:
        levels = levels_of(settings, redis.url)
    finally:
        redis.run("CONFIG", "SET", "maxmemory-policy", "noeviction")

    assert levels == (["ok", "note"] if policy == "allkeys-lru" else ["ok"])


def test_an_unreachable_redis_is_one_line(settings: Any, redis: Redis) -> None:
    assert levels_of(settings, f"redis://127.0.0.1:{free_port()}/0") == ["fail"]
    assert levels_of(settings, f"redis://:wrong@{redis.address}/0") == ["fail"]


def test_no_redis_is_fine_in_development(settings: Any) -> None:
    levels = []
    for settings.DEBUG in (True, False):
        levels += levels_of(settings, "")

    assert levels == ["ok", "note"]
