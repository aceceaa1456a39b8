"""PostgreSQL 15 or newer."""

import os
import pwd
import secrets
import signal
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from scripts import debian
from scripts.services.ports import HOST
from scripts.services.process import Orders
from scripts.services.programs import from_debian, newest, on_path
from scripts.services.server import Server, ServiceTrouble

USER = "practika"
DATABASE = "practika"
HASTY = {"fsync": "off", "full_page_writes": "off"}
QUIET = {
    "unix_socket_directories": "",
    "log_min_messages": "warning",
    "dynamic_shared_memory_type": "mmap",  # nothing stays in /dev/shm after a kill
    "max_connections": "200",
}


class Postgres(Server):
    """`url` names an empty database. `is_durable=False` is faster, but loses data if the machine
    (not the server) crashes: only for tests."""

    name = "PostgreSQL"
    farewell = signal.SIGINT  # ends sessions; SIGTERM would wait for them

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        port: int | None = None,
        is_durable: bool = True,
        settings: dict[str, str] | None = None,
    ) -> None:
        super().__init__(folder, port=port)
        self.settings = QUIET | ({} if is_durable else HASTY) | (settings or {})
        self._password = ""

    def command(self) -> list[str]:
        options = {"port": str(self.port), "listen_addresses": HOST} | self.settings
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(programs() / "postgres"), "-D", str(self.data), *flags]

    def orders(self) -> Orders:
        return replace(super().orders(), identity=identity(), cwd="/")

    def prepare(self) -> None:
        secret = self.folder / "password"
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_text(secrets.token_urlsafe(16))
        self._password = secret.read_text()
        self._hand_over()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster(secret)

    def is_ready(self) -> bool:
        import psycopg2

        try:
            self.run("SELECT 1", database="postgres")
        except psycopg2.OperationalError:
            return False
        return True

    def finish_start(self) -> None:
        if (DATABASE,) not in self.run("SELECT datname FROM pg_database"):
            self.run(f"CREATE DATABASE {DATABASE}")

    def run(self, sql: str, *, database: str = "postgres") -> list[tuple[Any, ...]]:
        import psycopg2

        connection = psycopg2.connect(self.url_of(database), connect_timeout=5)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return f"postgres://{USER}:{self._password}@{self.address}/{database}"

    @property
    def environ(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url}

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def _hand_over(self) -> None:
        """PostgreSQL refuses to run as root, so its folder must belong to its user."""
        if not (who := identity()):
            return
        for path in (self.folder, self.folder / "password"):
            os.chown(path, who["user"], who["group"])
        if subprocess.run(["test", "-w", self.folder], check=False, **who).returncode:
            raise ServiceTrouble(
                f"PostgreSQL runs as {pwd.getpwuid(who['user']).pw_name}, who may not enter "
                f"{self.folder}: choose a folder that others may enter."
            )

    def _make_cluster(self, secret: Path) -> None:
        options = ["--auth=scram-sha-256", f"--username={USER}", f"--pwfile={secret}"]
        places = [f"--pgdata={self.data}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(
            [programs() / "initdb", *options, *places],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **identity(),
        )
        if made.returncode:
            raise ServiceTrouble(f"PostgreSQL could not create its files.\n{made.stderr}")


def identity() -> dict[str, Any]:
    """Arguments for Popen: empty, unless we are root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    who = known.get("postgres") or known["nobody"]
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


@cache
def programs() -> Path:
    """The folder of `postgres` and `initdb`."""
    return from_debian(
        "PostgreSQL 15 or newer", package="postgresql", find=_find, install=_install
    ).parent


def _find() -> Path | None:
    known = [*Path("/usr/lib/postgresql").glob("*/bin/postgres"), *on_path("postgres")]
    return newest(known, at_least=15)


def _install() -> None:
    debian.install_server("postgresql-common", service="postgresql")
    with debian.no_first_cluster():
        debian.install_server("postgresql", service="postgresql")
