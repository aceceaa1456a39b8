"""Everybody who waits for SQLite's lock gets it; what waiting can't solve fails at once."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from core.sqlite3 import base
from portal.settings.database import SQLITE_OPTIONS

WRITERS, TURNS = 12, 30
pytestmark = pytest.mark.django_db


def wrapper(path: Path) -> base.DatabaseWrapper:
    """A connection of its own, as each thread and process has one."""
    from django.db import ConnectionHandler

    one = {"ENGINE": "core.sqlite3", "NAME": str(path), "OPTIONS": SQLITE_OPTIONS}
    found: Any = ConnectionHandler({"default": one})["default"]
    connection: base.DatabaseWrapper = found
    return connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "test.sqlite3"
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (n INTEGER)")
    connection.close()
    return path


@pytest.fixture
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else writes."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def count(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM t").fetchone()[0])


@pytest.mark.parametrize("many", [False, True])
def test_a_writer_waits_for_the_lock(path: Path, locked: sqlite3.Connection, many: bool) -> None:
    threading.Timer(0.3, locked.execute, ["COMMIT"]).start()
    writer, started = wrapper(path), time.monotonic()
    with writer.cursor() as cursor:
        if many:
            cursor.executemany("INSERT INTO t VALUES (%s)", [[1], [2]])
        else:
            cursor.execute("INSERT INTO t VALUES (%s)", [1])
    assert time.monotonic() - started > 0.2
    writer.close()
    assert count(path) == 1 + many


def test_a_reader_does_not_wait(path: Path, locked: sqlite3.Connection) -> None:
    reader, started = wrapper(path), time.monotonic()
    with reader.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM t")
        assert cursor.fetchone() == (0,)
    assert time.monotonic() - started < base.PATIENCE_SECONDS / 4
    reader.close()


def test_patience_ends(path: Path, locked: sqlite3.Connection, monkeypatch: Any) -> None:
    monkeypatch.setattr(base, "PATIENCE_SECONDS", 0.1)
    writer = wrapper(path)
    with writer.cursor() as cursor, pytest.raises(OperationalError, match="database is locked"):
        cursor.execute("INSERT INTO t VALUES (1)")
    writer.close()


def test_another_fault_is_not_waited_for(path: Path) -> None:
    writer, started = wrapper(path), time.monotonic()
    with writer.cursor() as cursor, pytest.raises(OperationalError, match="no such table"):
        cursor.execute("INSERT INTO missing VALUES (1)")
    assert time.monotonic() - started < base.PATIENCE_SECONDS / 4
    writer.close()


def test_writing_while_reading_fails_at_once(path: Path) -> None:
    """The reader's own statement is in the way: it would wait for itself."""
    with sqlite3.connect(path) as connection:
        connection.executemany("INSERT INTO t VALUES (?)", [[n] for n in range(500)])
    writer, other, started = wrapper(path), wrapper(path), time.monotonic()
    reading = writer.cursor()
    reading.execute("SELECT n FROM t")
    reading.fetchone()
    with other.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1)")
    with writer.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("INSERT INTO t VALUES (2)")
    assert time.monotonic() - started < base.PATIENCE_SECONDS / 4
    reading.close()
    writer.close()
    other.close()


def test_every_writer_has_the_same_chance(path: Path) -> None:
    """Each holds the lock for as long as a request does; none is passed for ever.

    Counted in turns, not in seconds: these are the machine's. With SQLite's own wait, or without
    letting others pass, somebody comes to a single turn of the thirty that would be theirs.
    """
    turns: list[int] = []

    def write(who: int) -> None:
        writer = wrapper(path)
        while len(turns) < WRITERS * TURNS:
            with writer.cursor() as cursor:
                cursor.execute("BEGIN IMMEDIATE")
                turns.append(who)
                time.sleep(0.01)
                cursor.execute("INSERT INTO t VALUES (1)")
                cursor.execute("COMMIT")
        writer.close()

    threads = [threading.Thread(target=write, args=[who]) for who in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(turns) == count(path)
    assert min(turns.count(who) for who in range(WRITERS)) > TURNS / 3
