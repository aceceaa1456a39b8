"""Redis: the doorbell of the queue and the cache."""

from collections.abc import Iterator
from typing import Any

import redis as client_library
from django.conf import settings
from redis.exceptions import RedisError

from core.doctor import Finding, bad, good, note, register

OLDEST_REDIS = 7
NEARLY_FULL = 0.9


@register("redis", order=40)
def redis() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        yield _without()
        return
    try:
        with client_library.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=3, socket_timeout=3
        ) as client:
            yield from _examined(client)
    except (RedisError, ValueError) as error:
        fix = "check that it is running and that REDIS_URL is right; pages and uploads still work"
        yield bad(f"Redis does not answer ({error})", fix=fix)


def _without() -> Finding:
    text = "not used: the queue is a file in the data folder, each process has its own cache"
    if settings.DEBUG:
        return good(text)
    return note(text, fix="set REDIS_URL before you use a second machine")


def _examined(client: Any) -> Iterator[Finding]:
    told: dict[str, Any] = client.info()
    version = str(told.get("valkey_version") or told.get("redis_version", "0"))
    if int(version.partition(".")[0]) < OLDEST_REDIS:
        yield bad(f"Redis {version} is too old", fix=f"upgrade it to {OLDEST_REDIS} or newer")
    else:
        yield good(f"Redis {version} answers")
    client.set("practika:doctor", "1", ex=10)
    if client.get("practika:doctor") != b"1":
        yield bad("a written value could not be read back", fix="check that it is not a replica")
    yield from _memory(told)
    yield from _keeping(told)


def _memory(told: dict[str, Any]) -> Iterator[Finding]:
    policy, most = str(told.get("maxmemory_policy", "")), int(told.get("maxmemory", 0))
    if policy.startswith("allkeys"):
        fix = "set maxmemory-policy to noeviction or volatile-lru"
        yield note(f"with {policy} it may evict doorbells of the queue", fix=fix)
    if most and int(told.get("used_memory", 0)) > most * NEARLY_FULL:
        yield note("its memory is nearly full", fix="raise maxmemory")


def _keeping(told: dict[str, Any]) -> Iterator[Finding]:
    """Nothing needs to be saved: jobs are rows. But a failed save may block all writing."""
    if told.get("rdb_last_bgsave_status") == "err" or told.get("aof_last_write_status") == "err":
        fix = 'free its disk, or turn saving off: Practika does not need it (save "")'
        yield bad("it could not save to its disk and may refuse writes", fix=fix)
