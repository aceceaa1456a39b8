"""How a database goes about a statement, and which big tables it reads from end to end."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from scripts.bench.capture import Statement

BIG = 10_000
"""Rows from which on a whole table is too much to read for one page."""
_SCAN = re.compile(r"^SCAN (\S+)")
Sizes = dict[str, int]


def big_tables() -> Sizes:
    """By table: its rows."""
    sizes = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            sizes[table] = int(cursor.fetchone()[0])
    return {table: rows for table, rows in sizes.items() if rows >= BIG}


def plan_of(statement: Statement) -> list[str]:
    """As text, a line each. PostgreSQL runs it once more to tell; what it writes is undone."""
    if connection.vendor == "sqlite":
        return [row[-1] for row in _explain("EXPLAIN QUERY PLAN", statement)]
    how = "(ANALYZE, BUFFERS)" if _may_run_again(statement) else ""
    return [row[0] for row in _explain(f"EXPLAIN {how}", statement)]


def scanned(statement: Statement, big: Sizes) -> list[str]:
    """Big tables of which it reads more than a fifth without an index."""
    if connection.vendor == "sqlite":
        return sorted(set(_sqlite_scans(statement, big)))
    rows = (
        _explain("EXPLAIN (ANALYZE, FORMAT JSON)", statement) if _may_run_again(statement) else []
    )
    plan = rows[0][0] if rows else [{"Plan": {}}]
    top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return sorted({name for name, read in _seq_scans(top) if read > big.get(name, read) / 5})


def _sqlite_scans(statement: Statement, big: Sizes) -> Iterator[str]:
    """It does not tell how far a scan came; one that has an order and a limit ends early."""
    names = {f'"{table}"': table for table in big}
    for *_rest, line in _explain("EXPLAIN QUERY PLAN", statement):
        found = _SCAN.match(line)
        if found and f'"{found[1]}"' in names and " LIMIT " not in statement.sql:
            yield found[1]


def _seq_scans(node: dict[str, Any]) -> Iterator[tuple[str, int]]:
    if node.get("Node Type") == "Seq Scan":
        read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        yield node["Relation Name"], read * node["Actual Loops"]
    for below in node.get("Plans", []):
        yield from _seq_scans(below)


def _may_run_again(statement: Statement) -> bool:
    """A second INSERT of the same key would fail."""
    return not statement.sql.lstrip().upper().startswith("INSERT")


def _explain(how: str, statement: Statement) -> list[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{how} {statement.sql}", statement.params)
        rows = list(cursor.fetchall())
        transaction.set_rollback(True)
    return rows
