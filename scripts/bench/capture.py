"""The statements that a piece of the real code sends, each timed again on its own.

A SELECT is sent five times more and read to its end; the median counts. What writes is timed where
it happened, the median of five runs. Nothing of a `rolled_back` piece stays.
"""

import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection, transaction

TIMES = 5
Work = Callable[[], object]


@dataclass
class Statement:
    sql: str
    params: Any
    spans: list[float] = field(default_factory=list)
    """In milliseconds."""
    rows: int = 0
    cpu_ms: float = 0.0
    """The least that the database's own processor time was: what a busy machine does not change."""

    @property
    def is_read(self) -> bool:
        return self.sql.lstrip("( ").upper().startswith(("SELECT", "WITH"))

    @property
    def locks(self) -> bool:
        return "FOR UPDATE" in self.sql or "FOR NO KEY UPDATE" in self.sql

    @property
    def is_data(self) -> bool:
        return not self.sql.upper().startswith(
            ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "SET ")
        )

    @property
    def ms(self) -> float:
        return median(self.spans)


def statements_of(work: Work) -> list[Statement]:
    """In the order of their first sending; one that is sent more often is there once."""
    work()
    runs = [_sent_by(work) for _ in range(TIMES)]
    last = {}
    spans: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        for statement in run:
            last.setdefault(statement.sql, statement)
            spans[statement.sql] += statement.spans
    found = [one for one in last.values() if one.is_data]
    for statement in found:
        statement.spans = spans[statement.sql]
        if statement.is_read:
            _time_again(statement)
    return found


def count_of(work: Work) -> int:
    return len([one for one in _sent_by(work) if one.is_data])


def rolled_back(work: Work) -> Work:
    def tried() -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return tried


def _sent_by(work: Work) -> list[Statement]:
    sent: list[Statement] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = 1000 * (time.perf_counter() - started)
            sent.append(Statement(sql, params, [took]))

    with connection.execute_wrapper(listen):
        work()
    return sent


def _time_again(statement: Statement) -> None:
    with _undone(statement):
        before = [processor_ms()]
        for number in range(TIMES):
            span = _read_ms(statement)
            statement.spans[:] = [*(statement.spans if number else []), span]
            before.append(processor_ms())
    statement.cpu_ms = min(after - start for start, after in itertools.pairwise(before))


def processor_ms() -> float:
    """So far: of the server process behind our connection, or of this thread, which is SQLite's."""
    if connection.vendor == "sqlite":
        return 1000 * time.thread_time()
    pid = connection.connection.info.backend_pid
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
    except OSError:
        return 0.0  # a server elsewhere


def _read_ms(statement: Statement) -> float:
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(statement.sql, statement.params)
        statement.rows = len(cursor.fetchall())
        return 1000 * (time.perf_counter() - started)


@contextmanager
def _undone(statement: Statement) -> Iterator[None]:
    """A row lock needs a transaction."""
    if not statement.locks:
        yield
        return
    with transaction.atomic():
        yield
