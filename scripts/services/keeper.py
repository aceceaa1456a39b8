"""Runs one server as long as its owner lives; a program of its own.

Reads its orders from the first line of standard input, prints the server's process id and later its
exit code, and ends when standard input ends. A byte before that end means that all is in order;
without it, the owner was killed, and the server and its folder are removed.
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
# Loaded before the fork: between fork and exec, loading could wait for a lock for ever.
prctl = ctypes.CDLL(None, use_errno=True).prctl


def main() -> None:
    orders = json.loads(sys.stdin.buffer.raw.readline())  # type: ignore[union-attr]
    owner = os.getppid()
    server = start(orders)
    print(server.pid, flush=True)
    if not is_released(owner, server):
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


def is_released(owner: int, server: subprocess.Popen[bytes]) -> bool:
    """Waits. The owner's children may keep the pipe open, so the parent's id is checked too."""
    watched = [sys.stdin.fileno(), os.pidfd_open(server.pid)]
    while os.getppid() == owner:
        ready, _, _ = select.select(watched, [], [], SECONDS_BETWEEN_LOOKS)
        if watched[0] in ready:
            return bool(os.read(watched[0], 1))
        if ready:
            del watched[1]
            send(f"ended {server.wait()}")
    return False


def send(text: str) -> None:
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
    """Retries, because the server's children end a moment later and may still write."""
    until = time.monotonic() + SECONDS_TO_STOP
    while folder and Path(folder).exists() and time.monotonic() < until:
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.1)


if __name__ == "__main__":
    main()
