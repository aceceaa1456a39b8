"""How far a running installation is, from pip's output and the contents of the venv."""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

FETCHED = re.compile(r"^(?:Collecting|Requirement already satisfied:) ", re.M)
PLACING = re.compile(r"^Installing collected packages: (.+)$", re.M)
PIN = re.compile(r"^[\w.-]+(?:\[[^\]]+\])?==", re.M)
SECONDS_BETWEEN_LINES = 10


def of_pip(lock: Path, venv: Path) -> Callable[[str], str]:
    """Returns a function that counts fetched and installed packages from pip's output so far."""
    total = len(PIN.findall(lock.read_text(encoding="utf-8")))
    before = installed(venv)

    def progress_of(output: str) -> str:
        placing = PLACING.search(output)
        if not placing:
            return f"{len(FETCHED.findall(output))} of {total} packages fetched"
        count = len(placing.group(1).split(", "))
        return f"{min(count, installed(venv) - before)} of {count} packages installed"

    return progress_of


def installed(venv: Path) -> int:
    return sum(1 for _ in venv.glob("lib/python*/site-packages/*.dist-info"))


class Progress:
    """One line that is overwritten on a terminal; elsewhere a line every ten seconds."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.began = self.last_line_at = time.monotonic()
        self.is_terminal = sys.stdout.isatty()
        self.show(f"{what} …")

    @property
    def seconds(self) -> str:
        return f"{time.monotonic() - self.began:.0f} s"

    def tell(self, so_far: str) -> None:
        line = ", ".join(filter(None, [f"{self.what} … {so_far}".rstrip(), self.seconds]))
        if self.is_terminal:
            self.show(line)
        elif time.monotonic() - self.last_line_at >= SECONDS_BETWEEN_LINES:
            self.last_line_at = time.monotonic()
            self.show(line)

    def end(self, *, failed: bool) -> None:
        self.show(f"{self.what} … {'failed' if failed else self.seconds}")
        if self.is_terminal:
            print(flush=True)

    def show(self, line: str) -> None:
        if self.is_terminal:
            print(f"\r\x1b[K{line}", end="", flush=True)
        else:
            print(line, flush=True)
