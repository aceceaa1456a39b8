"""`python -m tests.drills [--only R1,R7] [--quick]`: run the drills, print a table, write JSON.

PRACTIKA_STACK=embedded (default) or production chooses what they run on. A drill is a module with
`run() -> dict`, the `as_dict()` of a `Result`, and has a line in DRILLS; QUICK holds arguments of
`run` for a short form. Each runs in a process of its own: it settles its own portal, see `place`,
and may break whatever it likes there.
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
from scripts.testbed.choice import add_only
from scripts.testbed.pace import LIFTED
from tests.drills.result import as_table, write_json

FOUND = RESULTS / "reliability.json"
DRILLS = {
    "R1": "tests.drills.worker_kills",
    "R2": "tests.drills.commit_kills",
    "R3": "tests.drills.redis_away",
    "R5": "tests.drills.uploads",
    "R7": "tests.drills.paused_workers",
    "R8": "tests.drills.storage_faults",
    "R9": "tests.drills.disk_full",
    "R11": "tests.drills.sqlite_writers",
    "FILES": "tests.drills.odd_files",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-reliability", description=__doc__)
    add_only(parser, list(DRILLS))
    parser.add_argument("--quick", action="store_true", help="fewer trials, and nothing is written")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    found = []
    for name in asked.only:
        print(f"Drill {name}: {DRILLS[name]} …", flush=True)
        found.append(outcome_of(name, is_quick=asked.quick))
        print(f"\n{as_table(found)}\n{found[-1]['note']}", flush=True)
        if not asked.quick:
            write_json(FOUND, found)
    missed = [drill["name"] for drill in found if not drill["ok"]]
    print(f"{len(missed)} of {len(found)} promises were not kept.")
    sys.exit(1 if missed else 0)


def outcome_of(name: str, *, is_quick: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        command = [sys.executable, "-m", "tests.drills.alone", DRILLS[name], str(path)]
        command += ["--quick"] if is_quick else []
        code = subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode
        if not path.exists():
            sys.exit(f"Drill {name} failed to finish (exit code {code}), see above.")
        outcome: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return outcome


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(SOURCES), "PYTHONUNBUFFERED": "1"} | LIFTED


if __name__ == "__main__":
    main()
