"""Everything production depends on: PostgreSQL, Redis and S3."""

from contextlib import ExitStack
from typing import Self

from scripts.services.postgres import Postgres
from scripts.services.redis import Redis
from scripts.services.s3 import S3


class Stack:
    """`environ` holds Practika's settings for all of them."""

    def __init__(self, *, is_durable: bool = True) -> None:
        self.postgres = Postgres(is_durable=is_durable)
        self.redis = Redis()
        self.s3 = S3()
        self._started = ExitStack()

    def __enter__(self) -> Self:
        try:
            for server in (self.postgres, self.redis, self.s3):
                self._started.enter_context(server)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._started.close()

    @property
    def environ(self) -> dict[str, str]:
        return self.postgres.environ | self.redis.environ | self.s3.environ
