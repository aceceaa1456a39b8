"""Redis 7 or newer, in memory only: empty after a restart."""

import secrets
from functools import cache
from pathlib import Path
from typing import Any

from scripts import debian
from scripts.services.ports import HOST
from scripts.services.programs import from_debian, newest, on_path
from scripts.services.server import Server

DATABASES = 64


class Redis(Server):
    name = "Redis"

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        port: int | None = None,
        settings: dict[str, str] | None = None,
    ) -> None:
        super().__init__(folder, port=port)
        self.settings = settings or {}
        self._password = secrets.token_urlsafe(16)

    def command(self) -> list[str]:
        return [str(program()), "server.conf"]

    def prepare(self) -> None:
        options = {
            "bind": HOST,
            "port": str(self.port),
            "dir": str(self.folder),
            "databases": str(DATABASES),
            "requirepass": self._password,
            "save": '""',
            "appendonly": "no",
        } | self.settings
        lines = [f"{name} {value}\n" for name, value in options.items()]
        configuration = self.folder / "server.conf"
        configuration.touch(mode=0o600)
        configuration.write_text("".join(lines), encoding="utf-8")

    def is_ready(self) -> bool:
        import redis

        try:
            return bool(self.run("PING"))
        except redis.RedisError:
            return False

    def run(self, *words: str, database: int = 0) -> Any:
        import redis

        with redis.Redis.from_url(self.url_of(database), socket_timeout=2) as client:
            return client.execute_command(*words)

    @property
    def url(self) -> str:
        return self.url_of(0)

    def url_of(self, database: int) -> str:
        return f"redis://:{self._password}@{self.address}/{database}"

    @property
    def environ(self) -> dict[str, str]:
        return {"REDIS_URL": self.url}


@cache
def program() -> Path:
    return from_debian("Redis 7 or newer", package="redis-server", find=_find, install=_install)


def _find() -> Path | None:
    return newest(on_path("redis-server"), at_least=7)


def _install() -> None:
    debian.install_server("redis-server", service="redis-server")
