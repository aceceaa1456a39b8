"""Databases as the migrations leave them, kept in var/ for the next process and the next run.

With one of these, `migrate` finds nothing left to do. They are made of these very migrations and
locked packages; with others they are made anew.

    with POSTGRES.one_at_a_time():
        POSTGRES.load(url)
        ...  # migrate
        POSTGRES.save(url)
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from scripts.services.postgres import programs
from tests.stack import ROOT

Database = Path | str
"""SQLite's file, or PostgreSQL's address."""

KEPT = ROOT / "var" / "tests"


class Kept:
    """One kind of database: how it's read from the kept file, and written to it."""

    def __init__(
        self,
        kind: str,
        load: Callable[[Path, Database], None],
        save: Callable[[Database, Path], None],
    ) -> None:
        self.kind = kind
        self._load = load
        self._save = save

    @property
    def file(self) -> Path:
        return KEPT / f"{state()}.{self.kind}"

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Whoever comes second finds what the first one kept."""
        KEPT.mkdir(parents=True, exist_ok=True)
        with (KEPT / f"{self.kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def load(self, database: Database) -> None:
        """Into an empty database, if there is one to load."""
        if self.file.exists():
            self._load(self.file, database)

    def save(self, database: Database) -> None:
        """A migrated database, if none is kept; older ones go."""
        if self.file.exists():
            return
        for old in KEPT.glob(f"*.{self.kind}"):
            old.unlink()
        beside = self.file.with_suffix(f".{os.getpid()}")
        self._save(database, beside)
        beside.replace(self.file)


@cache
def state() -> str:
    found = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("site/*/migrations/*.py")]):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def copy_sqlite(source: Database, target: Database) -> None:
    """With what is still in the write-ahead log."""
    with closing(sqlite3.connect(source)) as before, closing(sqlite3.connect(target)) as after:
        before.backup(after)


def load_postgres(source: Path, url: Database) -> None:
    run("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--file", str(source), str(url))


def save_postgres(url: Database, target: Path) -> None:
    run("pg_dump", "--no-owner", "--file", str(target), str(url))


def run(program: str, *arguments: str) -> None:
    command = [str(programs() / program), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


SQLITE = Kept("sqlite3", copy_sqlite, copy_sqlite)
POSTGRES = Kept("sql", load_postgres, save_postgres)
