"""A cache on Redis that no page depends on.

While Redis is down, each process falls back to its own memory: pages get a little slower, rate
limits count per process, and nothing fails. Redis is tried again after a few seconds.
"""

import logging
import time
from collections.abc import Callable
from itertools import islice
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5
"""How long Redis is not tried again after it did not answer."""


class OwnKeysRedisCache(RedisCache):
    """Django's `clear` would empty the whole database, including the queue in it."""

    def clear(self) -> None:
        client = self._cache.get_client(None, write=True)
        while keys := list(islice(client.scan_iter(f"{self.key_prefix}:*", count=1000), 1000)):
            client.unlink(*keys)


class SteadyRedisCache(OwnKeysRedisCache):
    _away_until: ClassVar[dict[str, float]] = {}
    """By server: Django creates a cache per thread, and it is enough if one of them notices."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, dict(params))
        stand_in = {k: v for k, v in params.items() if k.upper() != "OPTIONS"}
        stand_in["OPTIONS"] = {"MAX_ENTRIES": 10_000}
        self._stand_in = LocMemCache(f"while-away-{server}", stand_in)
        self._server = server

    def _steady(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._away_until.get(self._server, 0):
            try:
                return getattr(super(), name)(*args, **kwargs)
            except RedisError as error:
                self._go_without(error)
        return getattr(self._stand_in, name)(*args, **kwargs)

    def _go_without(self, error: RedisError) -> None:
        self._away_until[self._server] = time.monotonic() + RETRY_SECONDS
        logger.warning("Redis does not answer, so the cache does without it for now: %s", error)


def _guarded(name: str) -> Callable[..., Any]:
    def method(self: SteadyRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._steady(name, *args, **kwargs)

    method.__name__ = name
    return method


for _name in (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "has_key",
    "incr",
    "set_many",
    "delete_many",
    "clear",
):
    setattr(SteadyRedisCache, _name, _guarded(_name))
