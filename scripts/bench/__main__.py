"""`python -m scripts.bench [--only pages,upload]`: measure, print a table, write JSON."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from scripts.bench import place
from scripts.bench.table import Row, as_table, row_of, write_json
from scripts.common.children import manage
from scripts.common.django_here import set_up_django
from scripts.common.paths import RESULTS

Group = Callable[[Path, argparse.Namespace], Iterable[object]]


def main() -> None:
    asked = arguments()
    signal.signal(signal.SIGTERM, stop)
    started = time.monotonic()
    rows: list[Row] = []
    try:
        with place.settled() as home:
            prepare()
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
    """After every part: a part that fails takes nothing with it that was measured before."""
    path = RESULTS / "bench.json"
    write_json(path, rows, seconds=seconds)
    print(f"\n{as_table(rows)}\n\nWritten to {path}", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    known = ", ".join(GROUPS)
    parser.add_argument("--only", type=chosen, default=list(GROUPS), help=f"some of: {known}")
    parser.add_argument("--times", type=int, default=100, help="how many demos the pages show")
    parser.add_argument("--takes", type=int, default=100_000, help="how many the queries meet")
    parser.add_argument("--strict", action="store_true", help="end with 1 if a target is missed")
    return parser.parse_args()


def chosen(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in GROUPS]:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]!r}, only {', '.join(GROUPS)}")
    return [name for name in GROUPS if name in names]


def stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def prepare() -> None:
    manage("migrate", "--verbosity", "0")
    set_up_django()


def playable(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.playable import rows

    return rows(home)


def ladder(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.media import rows

    return rows()


def upload(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.upload import rows

    return rows(home)


def pages(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.pages import rows

    return rows(home, times=asked.times)


def signing(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.signing import rows

    return rows(home)


def queries(home: Path, asked: argparse.Namespace) -> Iterable[object]:
    from scripts.bench.queries import rows

    return rows(home, takes=asked.takes)


GROUPS: dict[str, Group] = {
    "pages": pages,
    "signing": signing,
    "upload": upload,
    "playable": playable,
    "ladder": ladder,
    "queries": queries,
}

if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
