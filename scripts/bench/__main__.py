"""`python -m scripts.bench [--only pages,upload]`: measure, print a table, write JSON."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from scripts.common.paths import RESULTS, USUAL_HOME
from scripts.testbed import place
from scripts.testbed.choice import add_only
from scripts.testbed.pace import LIFTED
from scripts.testbed.table import Row, as_table, row_of, write_json

Group = Callable[[Path, argparse.Namespace], Iterable[object]]


def main() -> None:
    asked = arguments()
    signal.signal(signal.SIGTERM, stop)
    started = time.monotonic()
    rows: list[Row] = []
    try:
        USUAL_HOME.mkdir(parents=True, exist_ok=True)
        with place.settled(within=USUAL_HOME) as home:
            for name in asked.only:
                print(f"Measuring: {name} …", flush=True)
                rows += [row_of(each) for each in GROUPS[name](home, asked)]
                tell(rows, seconds=time.monotonic() - started)
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    missed = [row.name for row in rows if not row.ok]
    print(f"{len(missed)} of {len(rows)} figures missed their target.")
    sys.exit(1 if missed and asked.strict else 0)


def tell(rows: list[Row], *, seconds: float) -> None:
    """Written after every part, so that a failing part loses no earlier results."""
    path = RESULTS / "bench.json"
    write_json(path, rows, seconds=seconds)
    print(f"\n{as_table(rows)}\n\nWritten to {path}", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    add_only(parser, list(GROUPS))
    parser.add_argument("--takes", type=int, default=100_000, help="for pages and queries")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a target is missed")
    return parser.parse_args()


def stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def playable(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.playable import rows

    return rows(home)


def ladder(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.media import rows

    return rows()


def stages(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.stages import rows

    return rows(home)


def upload(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.upload import rows

    return rows(home)


def pages(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.pages import rows

    return rows(home, takes=asked.takes)


def signing(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.signing import rows

    return rows(home)


def queries(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.queries import rows

    return rows(home, takes=asked.takes)


def people(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.people import rows

    return rows(home)


GROUPS: dict[str, Group] = {
    "pages": pages,
    "signing": signing,
    "upload": upload,
    "playable": playable,
    "ladder": ladder,
    "stages": stages,
    "queries": queries,
    "people": people,
}

if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    os.environ.update(LIFTED)
    main()
