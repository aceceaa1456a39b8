"""The cache on a real Redis: it works while Redis is down, and only touches its own keys."""

from collections.abc import Iterator

import pytest

from core import cache as module
from core.cache import SteadyRedisCache
from scripts.services import Redis

QUICKLY = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}


@pytest.fixture(scope="module")
def server() -> Iterator[Redis]:
    with Redis() as redis:
        yield redis


@pytest.fixture
def cache(server: Redis, monkeypatch: pytest.MonkeyPatch) -> Iterator[SteadyRedisCache]:
    server.start()
    server.run("FLUSHALL")
    monkeypatch.setattr(SteadyRedisCache, "_away_until", {})
    cache = SteadyRedisCache(server.url, {"KEY_PREFIX": "practika", "OPTIONS": QUICKLY})
    yield cache
    server.resume()
    cache._stand_in.clear()
    cache._cache.get_client().connection_pool.disconnect()


def test_what_is_kept_is_found(cache: SteadyRedisCache, server: Redis) -> None:
    cache.set("page", "text", 60)

    assert cache.get("page") == "text"
    assert server.run("EXISTS", "practika:1:page") == 1


def test_clearing_leaves_what_is_not_the_caches(cache: SteadyRedisCache, server: Redis) -> None:
    server.run("SET", "huey.queue", "jobs")
    server.run("SET", "other:1:page", "another portal's")
    cache.set_many({str(number): number for number in range(2500)})

    cache.clear()

    assert sorted(server.run("KEYS", "*")) == [b"huey.queue", b"other:1:page"]


@pytest.mark.parametrize("trouble", ["kill", "pause"])
def test_it_goes_on_without_redis(cache: SteadyRedisCache, server: Redis, trouble: str) -> None:
    cache.set("page", "text", 60)
    getattr(server, trouble)()

    assert cache.get("page", "nothing") == "nothing"
    cache.set("tries", 1, 60)
    assert cache.incr("tries") == 2
    assert cache.get_many(["tries", "page"]) == {"tries": 2}
    cache.clear()
    assert not cache.has_key("tries")


def test_redis_is_asked_again(
    cache: SteadyRedisCache, server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0)
    server.kill()
    cache.set("page", "kept by this process", 60)
    server.start()

    cache.set("page", "kept by Redis", 60)

    assert cache.get("page") == "kept by Redis"
    assert server.run("EXISTS", "practika:1:page") == 1


def test_redis_is_left_alone_for_a_while(
    cache: SteadyRedisCache, server: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    server.kill()
    for _ in range(20):
        cache.get("page")

    assert [record.message[:21] for record in caplog.records] == ["Redis does not answer"]
