"""`python -m scripts.bench.measure_queries TAKES FILE [WORDS]`: on the database of DATABASE_URL.

With WORDS, only what has them in its name, for working on one of them.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from scripts.common.children import manage
from scripts.testbed.django_here import set_up_django

TOLD_WITH_PLAN_MS = 10
SQL_LETTERS = 4000


def main() -> None:
    takes, file, words = int(sys.argv[1]), Path(sys.argv[2]), " ".join(sys.argv[3:])
    manage("migrate", "--verbosity", "0")
    set_up_django()
    found = measured(takes, words)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


def measured(takes: int, words: str) -> dict[str, Any]:
    from django.db import connection

    from demo.crowd.build import is_there, make_crowd
    from scripts.bench.hot import everything
    from scripts.bench.plans import big_tables

    started = time.monotonic()
    if not is_there():
        make_crowd(print, takes=takes)
    filled = time.monotonic() - started
    big = big_tables()
    found = [_told(hot, big) for hot in everything() if words in hot.name]
    return {"database": connection.vendor, "filled_s": filled, "tables": big, "visits": found}


def _told(hot: Any, big: dict[str, int]) -> dict[str, Any]:
    from scripts.bench.capture import statements_of

    try:
        statements = statements_of(hot.work)
    except Exception as error:
        raise RuntimeError(f"{hot.name} failed") from error
    slowest = max((one.ms for one in statements), default=0)
    busiest = max((one.cpu_ms for one in statements), default=0)
    figures = f"{slowest:8.1f} ms {busiest:8.1f} cpu {len(statements):3d}"
    print(f"{figures}  {hot.name}", flush=True)
    return {"name": hot.name, "statements": [_statement(one, big) for one in statements]}


def _statement(one: Any, big: dict[str, int]) -> dict[str, Any]:
    from scripts.bench.plans import plan_of, scanned

    scans = scanned(one, big)
    is_told = one.ms >= TOLD_WITH_PLAN_MS or scans
    return {
        "sql": one.sql[:SQL_LETTERS],
        "ms": round(one.ms, 2),
        "cpu_ms": round(one.cpu_ms, 2),
        "rows": one.rows,
        "scans": scans,
        "plan": plan_of(one) if is_told else [],
    }


if __name__ == "__main__":
    main()
