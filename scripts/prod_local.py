#!/usr/bin/env python3
"""`make prod-local`: production's shape on this machine, with the demo, until Ctrl-C.

PORT (8080) is where; STORAGE=local keeps videos in a folder behind nginx instead of S3.
"""

import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.dev import ACCOUNTS
from scripts.production import Production
from scripts.services import ServiceTrouble


class Stop(Exception):
    """Someone asked for the end: Ctrl-C, a closed terminal, or `kill`."""


def main() -> None:
    storage = os.environ.get("STORAGE") or "s3"
    if storage not in {"s3", "local"}:
        sys.exit(f"STORAGE must be s3 or local, and it is {storage!r}.")
    listen_for_the_end()
    print("Starting PostgreSQL, Redis, S3, the portal with its demo, and nginx …", flush=True)
    try:
        with Production(storage=storage, port=int(os.environ.get("PORT") or 8080)) as portal:
            announce(portal)
            watch(portal)
    except ServiceTrouble as trouble:
        sys.exit(str(trouble))
    except Stop:
        print("\nStopped.", flush=True)


def listen_for_the_end() -> None:
    def stop(signum: int, frame: object) -> None:
        for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(later, signal.SIG_IGN)
        raise Stop

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)


def announce(portal: Production) -> None:
    programs = [*portal.webs, *portal.workers, portal.nginx, portal.stack.postgres]
    programs += [portal.stack.redis, portal.stack.s3]
    for program in programs:
        where = f"{program.address:<16} log {program.log}" if program else ""
        print(f"  {program.name:<14} pid {program.pid:<7} {where}" if program else "")
    print(f"Practika is ready at {portal.url}")
    print(f"Demo accounts: {ACCOUNTS}, password: practika. Ctrl-C stops.", flush=True)


def watch(portal: Production) -> None:
    """A process that dies is told; the others go on, which is what this shape is for."""
    told: set[int] = set()
    while True:
        time.sleep(1)
        for program in [*portal.webs, *portal.workers]:
            if not program.is_running and id(program) not in told:
                told.add(id(program))
                print(f"{program.name} ended: {program.last_words()}", flush=True)


if __name__ == "__main__":
    main()
