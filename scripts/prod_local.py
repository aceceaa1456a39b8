#!/usr/bin/env python3
"""`make prod-local`: a production set-up on this machine, with the demo, until Ctrl-C.

PORT (8080) is the port on 127.0.0.1. STORAGE=local keeps videos in a folder instead of S3.
"""

import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.dev import ACCOUNTS, chosen_port, refuse_a_busy_port
from scripts.production import Production
from scripts.services import ServiceTrouble


class Stop(Exception):
    """Asked to stop: Ctrl-C, a closed terminal, or `kill`."""


def main() -> None:
    storage = os.environ.get("STORAGE") or "s3"
    if storage not in {"s3", "local"}:
        sys.exit(f"STORAGE must be s3 or local, not {storage!r}.")
    port = chosen_port(8080)
    refuse_a_busy_port(port, command="make prod-local")
    handle_stop_signals()
    print("Starting PostgreSQL, Redis, S3, the portal with its demo, and nginx …", flush=True)
    try:
        with Production(storage=storage, port=port) as portal:
            announce(portal)
            watch(portal)
    except ServiceTrouble as trouble:
        sys.exit(str(trouble))
    except Stop:
        print("\nStopped.", flush=True)


def handle_stop_signals() -> None:
    def stop(signum: int, frame: object) -> None:
        for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(later, signal.SIG_IGN)
        raise Stop

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)


def announce(portal: Production) -> None:
    front = [portal.nginx] if portal.nginx else []
    stack = portal.stack
    listening = [*portal.webs, *front, stack.postgres, stack.redis, stack.s3]
    for program in [*listening, *portal.workers]:
        address = program.address if program in listening else ""
        print(f"  {program.name:<14} pid {program.pid:<7} {address:<16} log {program.log}")
    print(f"Practika is ready at {portal.url}")
    print(f"Demo accounts: {ACCOUNTS}, password: practika. Ctrl-C stops.", flush=True)


def watch(portal: Production) -> None:
    """Reports a process that dies; the others keep running, which is the point of this set-up."""
    reported: set[int] = set()
    while True:
        time.sleep(1)
        for program in [*portal.webs, *portal.workers]:
            if not program.is_running and id(program) not in reported:
                reported.add(id(program))
                print(f"{program.name} ended: {program.last_words()}", flush=True)


if __name__ == "__main__":
    main()
