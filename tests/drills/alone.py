"""One drill in this process: `python -m tests.drills.alone <module> <result.json> [--quick]`."""

import importlib
import json
import signal
import sys
from pathlib import Path


def main() -> None:
    name, target, *quick = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    drill = importlib.import_module(name)
    outcome = drill.run(**vars(drill).get("QUICK", {})) if quick else drill.run()
    Path(target).write_text(json.dumps(outcome), encoding="utf-8")


if __name__ == "__main__":
    main()
