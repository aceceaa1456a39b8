"""Redis: the doorbell of the queue and the cache."""

from collections.abc import Iterator
from typing import Any

import redis as client_library
from django.conf import settings
from redis.exceptions import RedisError

from portal.core.doctor import Finding, bad, good, note, register

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
        mend = "is it running, and is REDIS_URL right? Pages and uploads go on without it"
        yield bad(f"Redis does not answer ({error})", mend=mend)


def _without() -> Finding:
    text = "not used: the queue is a file in the data folder, each process has a cache"
    if settings.DEBUG:
        return good(text)
    return note(text, mend="set REDIS_URL before there are two machines")


def _examined(client: Any) -> Iterator[Finding]:
    told: dict[str, Any] = client.info()
    version = str(told.get("valkey_version") or told.get("redis_version", "0"))
    if int(version.partition(".")[0]) < OLDEST_REDIS:
        yield bad(f"Redis {version} is too old", mend=f"bring it to {OLDEST_REDIS} or newer")
    else:
        yield good(f"Redis {version} answers")
    client.set("practika:doctor", "1", ex=10)
    if client.get("practika:doctor") != b"1":
        yield bad("what was written could not be read again", mend="is this a read-only replica?")
    yield from _memory(told)
    yield from _keeping(told)


def _memory(told: dict[str, Any]) -> Iterator[Finding]:
    policy, most = str(told.get("maxmemory_policy", "")), int(told.get("maxmemory", 0))
    if policy.startswith("allkeys"):
        mend = "set maxmemory-policy to noeviction or volatile-lru"
        yield note(f"under {policy} it may throw away doorbells of the queue", mend=mend)
    if most and int(told.get("used_memory", 0)) > most * NEARLY_FULL:
        yield note("its memory is nearly full", mend="raise maxmemory")


def _keeping(told: dict[str, Any]) -> Iterator[Finding]:
    """Nothing has to be kept: jobs are rows. But a failed save may stop all writing."""
    if told.get("rdb_last_bgsave_status") == "err" or told.get("aof_last_write_status") == "err":
        mend = 'free its disk, or turn saving off: Practika does not need it (save "")'
        yield bad("it could not save to its disk and may refuse to be written", mend=mend)
