"""`python -m scripts.reliability [--only R1,R7]`: run the drills, print a table, write JSON.

PRACTIKA_STACK=embedded (default) or production chooses what they run on. A drill is a module with
`run() -> dict`, the `as_dict()` of a `Result`, and has a line in DRILLS. Each runs in a process of
its own: it settles its own portal, see `place`, and may break whatever it likes there.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.common.paths import RESULTS, ROOT, SOURCES
from scripts.reliability.result import as_table, write_json

FOUND = RESULTS / "reliability.json"
DRILLS = {
    "R1": "scripts.reliability.worker_kills",
    "R2": "scripts.reliability.commit_kills",
    "R3": "scripts.reliability.redis_away",
    "R5": "scripts.reliability.uploads",
    "R7": "scripts.reliability.paused_workers",
    "R8": "scripts.reliability.storage_faults",
    "R9": "scripts.reliability.disk_full",
    "R11": "scripts.reliability.sqlite_writers",
    "FILES": "scripts.reliability.odd_files",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-reliability", description=__doc__)
    parser.add_argument("--only", type=chosen, default=list(DRILLS), help=", ".join(DRILLS))
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    found = []
    for name in asked.only:
        print(f"Drill {name}: {DRILLS[name]} …", flush=True)
        found.append(outcome_of(name))
        write_json(FOUND, found)
        print(f"\n{as_table(found)}\n", flush=True)
    missed = [drill["name"] for drill in found if not drill["ok"]]
    print(f"{len(missed)} of {len(found)} promises were not kept. Written to {FOUND}")
    sys.exit(1 if missed else 0)


def chosen(text: str) -> list[str]:
    names = [name.strip().upper() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in DRILLS]:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]}, only {', '.join(DRILLS)}")
    return names


def outcome_of(name: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        command = [sys.executable, "-m", "scripts.reliability.alone", DRILLS[name], str(path)]
        code = subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode
        if not path.exists():
            sys.exit(f"Drill {name} broke off (exit code {code}), see above.")
        outcome: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return outcome


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(SOURCES), "PYTHONUNBUFFERED": "1"}


if __name__ == "__main__":
    main()
