"""One drill in this process: `python -m scripts.reliability.alone <module> <result.json>`."""

import importlib
import json
import signal
import sys
from pathlib import Path


def main() -> None:
    module, target = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    outcome = importlib.import_module(module).run()
    Path(target).write_text(json.dumps(outcome), encoding="utf-8")


if __name__ == "__main__":
    main()
