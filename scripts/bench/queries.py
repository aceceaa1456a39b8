"""How long each statement takes with a hundred thousand takes, on SQLite and on PostgreSQL.

Everything that is asked is in `hot`, through the portal's own code; the slowest statements are
written with their plans to queries.md in the folder `bench` of the data folder, all to JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.common.paths import RESULTS, ROOT
from scripts.services import Postgres
from scripts.testbed.table import Row

MAX_MS = 50
TOLD = 40
"""Statements that the report shows."""
SQL_LETTERS = 1200
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def rows(home: Path, *, takes: int) -> list[Row]:
    found: list[dict[str, Any]] = []
    with sqlite(home) as address:
        found.append(measured(address, home, takes))
    with postgres() as address:
        found.append(measured(address, home, takes))
    report(found, RESULTS)
    return [row for database in found for row in rows_of(database)]


@contextmanager
def sqlite(home: Path) -> Iterator[str]:
    yield f"sqlite:///{home / 'large.sqlite3'}"


@contextmanager
def postgres() -> Iterator[str]:
    with Postgres() as server:
        yield server.url


def measured(address: str, home: Path, takes: int) -> dict[str, Any]:
    """In a process of its own: settings name one database."""
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONUNBUFFERED": "1"}
    file = home / "queries.json"
    command = [sys.executable, "-m", "scripts.bench.measure_queries", str(takes), str(file)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def rows_of(found: dict[str, Any]) -> list[Row]:
    name = NAMES[found["database"]]
    filled = Row(f"filling {name}", found["filled_s"])
    return [filled, *(_row(visit, name) for visit in found["visits"])]


def _row(visit: dict[str, Any], name: str) -> Row:
    slowest = max(visit["statements"], key=lambda one: one["ms"], default={"ms": 0, "cpu_ms": 0})
    scans = sorted({table for one in visit["statements"] for table in one["scans"]})
    note = f"{slowest['cpu_ms']} ms of processor time"
    note += f"; reads all of {', '.join(scans)}" if scans else ""
    return Row(f"{name}: {visit['name']}", slowest["ms"], "ms", most=MAX_MS, note=note)


def report(found: list[dict[str, Any]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "queries.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
    text = "\n".join(line for database in found for line in _chapter(database))
    (folder / "queries.md").write_text(text, "utf-8")


def _chapter(found: dict[str, Any]) -> Iterator[str]:
    statements = [(visit["name"], one) for visit in found["visits"] for one in visit["statements"]]
    slow = [one for _name, one in statements if one["ms"] > MAX_MS]
    yield f"# {NAMES[found['database']]}\n"
    yield f"{len(statements)} statements, {len(slow)} of them slower than {MAX_MS} ms.\n"
    yield "Rows: " + ", ".join(f"{name} {rows:,}" for name, rows in found["tables"].items()) + "\n"
    for name, one in sorted(statements, key=lambda pair: -pair[1]["ms"])[:TOLD]:
        yield from _section(name, one)


def _section(name: str, one: dict[str, Any]) -> Iterator[str]:
    flags = f", reads all of {', '.join(one['scans'])}" if one["scans"] else ""
    figures = f"{one['ms']} ms ({one['cpu_ms']} of the processor), {one['rows']} rows"
    yield f"## {figures}: {name}{flags}\n"
    yield f"```sql\n{one['sql'][:SQL_LETTERS]}\n```\n"
    if one["plan"]:
        yield "```\n" + "\n".join(one["plan"]) + "\n```\n"
