"""Keeps one server as long as whoever asked for it lives; a program of its own.

Reads its orders from the first line of standard input, tells the server's process id and later its
exit code on standard output, and ends when standard input ends. A word before that end means
that all is in order; without one the asker was killed, and the server and its folder go with it.
"""

import contextlib
import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
SECONDS_TO_STOP = 5
SECONDS_BETWEEN_LOOKS = 1.0
# Loaded before the fork: between fork and exec it might wait for a lock for ever.
prctl = ctypes.CDLL(None, use_errno=True).prctl


def main() -> None:
    orders = json.loads(sys.stdin.buffer.raw.readline())  # type: ignore[union-attr]
    asker = os.getppid()
    server = start(orders)
    print(server.pid, flush=True)
    if not is_let_go(asker, server):
        end(server, signal.Signals(orders["farewell"]))
        remove(orders["folder"])


def start(orders: dict[str, Any]) -> subprocess.Popen[bytes]:
    with Path(orders["log"]).open("ab") as log:
        return subprocess.Popen(
            orders["command"],
            executable=orders["executable"],
            cwd=orders["cwd"],
            env=orders["env"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - there are no threads here
            **orders["identity"],
        )


def die_with_parent() -> None:
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def is_let_go(asker: int, server: subprocess.Popen[bytes]) -> bool:
    """Waits. The asker's children may hold the pipe open after it, so its id is looked at too."""
    watched = [sys.stdin.fileno(), os.pidfd_open(server.pid)]
    while os.getppid() == asker:
        ready, _, _ = select.select(watched, [], [], SECONDS_BETWEEN_LOOKS)
        if watched[0] in ready:
            return bool(os.read(watched[0], 1))
        if ready:
            del watched[1]
            tell(f"ended {server.wait()}")
    return False


def tell(text: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(text, flush=True)


def end(server: subprocess.Popen[bytes], farewell: signal.Signals) -> None:
    for each in (signal.SIGCONT, farewell):
        with contextlib.suppress(ProcessLookupError):
            server.send_signal(each)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(SECONDS_TO_STOP)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def remove(folder: str) -> None:
    """The server's own children end a moment later, and may write until then."""
    until = time.monotonic() + SECONDS_TO_STOP
    while folder and Path(folder).exists() and time.monotonic() < until:
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.1)


if __name__ == "__main__":
    main()
