"""`python -m scripts.load [--only pages,uploads,queue]`: the production shape under load.

Prints a table and writes load.json to the folder `bench` of the data folder. Each part has a
portal and a process of its own.
"""

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

from scripts.common.paths import RESULTS, ROOT
from scripts.testbed.choice import add_only
from scripts.testbed.pace import LIFTED
from scripts.testbed.table import Row, as_table, row_of, write_json

FOUND = RESULTS / "load.json"
PARTS = ("pages", "uploads", "queue")
KNOWN = (*PARTS, "workers")
"""Values for `--only`; workers, a comparison for configuring gunicorn, only runs on request."""
MARK = "ROWS: "


def main() -> None:
    os.environ.update(LIFTED)
    asked = arguments()
    if asked.part:
        return tell_rows(asked.part)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    started, rows = time.monotonic(), list[Row]()
    for name in asked.only:
        print(f"Loading: {name} …", flush=True)
        rows += rows_of(name)
        write_json(FOUND, [*others(rows), *rows], seconds=time.monotonic() - started)
        print(f"\n{as_table(rows)}\n", flush=True)
    missed = [row.name for row in rows if not row.ok]
    print(f"{len(missed)} of {len(rows)} figures missed their target. Written to {FOUND}")
    sys.exit(1 if missed and asked.strict else 0)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-load", description=__doc__)
    add_only(parser, KNOWN, usual=PARTS)
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a target is missed")
    parser.add_argument("--part", choices=KNOWN, help=argparse.SUPPRESS)
    return parser.parse_args()


def others(rows: list[Row]) -> list[Row]:
    """What was measured before, of parts that were not asked for this time."""
    if not FOUND.exists():
        return []
    before = json.loads(FOUND.read_text(encoding="utf-8"))["rows"]
    names = {row.name for row in rows}
    return [row_of(row) for row in before if row["name"] not in names]


def rows_of(name: str) -> list[Row]:
    command = [sys.executable, "-m", "scripts.load", "--part", name]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        told: list[dict[str, Any]] | None = None
        for line in process.stdout or ():
            if line.startswith(MARK):
                told = json.loads(line.removeprefix(MARK))
            else:
                print(line, end="", flush=True)
    if told is None:
        sys.exit(f"The part {name} failed, see above.")
    return [row_of(row) for row in told]


def tell_rows(name: str) -> None:
    rows = importlib.import_module(f"scripts.load.{name}").rows()
    print(MARK + json.dumps([row.as_json() for row in rows]), flush=True)


if __name__ == "__main__":
    main()
