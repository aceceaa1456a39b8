"""SQLite for many who write at once: everyone who waits for the lock has the same chance.

SQLite's own wait asks less and less often, up to every tenth of a second. Under load whoever has
waited longest then asks least, newcomers pass, and somebody is told "database is locked" in the
end. Here all ask equally often. Only what is outside of a transaction ever waits: a transaction
takes the lock as it begins (see `transaction_mode` in the settings).
"""

import random
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base

PATIENCE_SECONDS = 60.0
EVERY_SECONDS = (0.002, 0.008)
# Not SQLITE_BUSY_SNAPSHOT: a statement that is read from while one writes would never be let go.
WORTH_WAITING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY)


TAKES_THE_LOCK = ("BEGIN", "INSERT", "UPDATE", "DELETE")
CROWDED_SECONDS = 0.1


class Crowd:
    """When somebody in this process last had to wait."""

    waited_at = 0.0

    @classmethod
    def wait(cls) -> None:
        cls.waited_at = time.monotonic()
        _pause()

    @classmethod
    def let_pass(cls) -> None:
        """Who has just let go of the lock would have it again before anyone asks."""
        if time.monotonic() - cls.waited_at < CROWDED_SECONDS:
            _pause()


class PatientCursor(base.SQLiteCursorWrapper):
    def execute(self, query: str, params: Any = None) -> Any:
        run = super().execute
        if self.connection.in_transaction:
            return run(query, params)
        if query.startswith(TAKES_THE_LOCK):
            Crowd.let_pass()
        return _patiently(lambda: run(query, params))

    def executemany(self, query: str, param_list: Any) -> Any:
        """Never again from the start: outside of a transaction, some rows may be in already."""
        if self.connection.in_transaction:
            return super().executemany(query, param_list)
        super().execute(f"PRAGMA busy_timeout = {int(1000 * PATIENCE_SECONDS)}")
        try:
            return super().executemany(query, param_list)
        finally:
            super().execute("PRAGMA busy_timeout = 0")


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=PatientCursor)


def _patiently(run: Callable[[], Any]) -> Any:
    gives_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return run()
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode in WORTH_WAITING
            if not is_busy or time.monotonic() > gives_up_at:
                raise
        Crowd.wait()


def _pause() -> None:
    time.sleep(random.uniform(*EVERY_SECONDS))  # noqa: S311 - no secret
