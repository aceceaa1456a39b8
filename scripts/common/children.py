"""Python processes that end with us, together with everything they started."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

from scripts.common.paths import ROOT

SECONDS_TO_STOP = 10


def manage(*arguments: str) -> None:
    with started("manage.py", *arguments) as process:
        code = process.wait()
    if code:
        sys.exit(f"manage.py {arguments[0]} failed, see above.")


@contextlib.contextmanager
def started(
    *arguments: str, stdout: int | None = None, stderr: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """In a process group of its own, which ends as a whole: Ctrl-C only reaches it through us.

    A Ctrl-C during the start is held back until we know which process to end.
    """
    process = None
    try:
        with interrupts_held():
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        yield process
    finally:
        if process:
            end(process)


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """Delivers SIGINT and SIGTERM after the block, to the previous handlers."""
    received: list[int] = []
    usual = {
        number: signal.signal(number, lambda number, _: received.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
    for number in received:
        signal.raise_signal(number)


def end(process: subprocess.Popen[bytes]) -> None:
    """The process and whatever it started."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_STOP)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
