"""SQLite with many concurrent writers: everyone who waits for the lock has the same chance.

SQLite's own wait retries less and less often, down to every tenth of a second. Under load, whoever
has waited longest then retries least, newcomers overtake them, and somebody ends up with "database
is locked". Here all retry equally often. Only statements outside of a transaction ever wait: a
transaction takes the lock when it begins (see `transaction_mode` in the settings).
"""

import random
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base

PATIENCE_SECONDS = 60.0
EVERY_SECONDS = (0.002, 0.008)
# Not SQLITE_BUSY_SNAPSHOT: while a statement is still being read, waiting would never end.
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
        """Otherwise whoever just released the lock would take it again before anyone retries."""
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
        """Never retried: outside of a transaction, some rows may already be written."""
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
    time.sleep(random.uniform(*EVERY_SECONDS))  # noqa: S311 - not a secret
