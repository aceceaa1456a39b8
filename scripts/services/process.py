"""A server's process, run by a keeper that outlives neither it nor us."""

import contextlib
import json
import select
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from scripts.common.processes import family, send

KEEPER = Path(__file__).with_name("keeper.py")


@dataclass(frozen=True)
class Orders:
    command: list[str]
    log: str
    cwd: str
    farewell: int = signal.SIGTERM
    executable: str | None = None
    env: dict[str, str] | None = None
    identity: dict[str, Any] = field(default_factory=dict)
    """Popen's `user`, `group` and `extra_groups`, where it runs as somebody else."""
    folder: str = ""
    """Removed if we are killed."""


class Process:
    def __init__(self, orders: Orders) -> None:
        # In a session of its own: Ctrl-C in the terminal only reaches it through us.
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", str(KEEPER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self._write(json.dumps(asdict(orders)).encode() + b"\n")
        said = self._line(60)
        if not said:
            self.let_go()
            raise OSError(f"{orders.command[0]} could not be started, see above")
        self.pid = int(said)
        self._exit_code: int | None = None

    def exit_code(self, *, wait_seconds: float = 0) -> int | None:
        """None while it runs; negative if a signal ended it."""
        if self._exit_code is None and (said := self._line(wait_seconds)) is not None:
            self._exit_code = int(said.split()[1]) if said else -signal.SIGKILL
        return self._exit_code

    @property
    def is_running(self) -> bool:
        return self.exit_code() is None

    def family(self) -> list[int]:
        """The server first, then its children and theirs."""
        return family(self.pid)

    def signal_all(self, number: signal.Signals) -> None:
        if self.is_running:
            for pid in self.family():
                send(pid, number)

    def let_go(self) -> None:
        """After its end: lets the keeper end too."""
        with contextlib.suppress(OSError):
            self._write(b".")
        for pipe in (self._keeper.stdin, self._keeper.stdout):
            if pipe is not None:
                pipe.close()
        self._keeper.wait()

    def _write(self, words: bytes) -> None:
        if self._keeper.stdin is not None:
            self._keeper.stdin.write(words)

    def _line(self, seconds: float) -> bytes | None:
        """None if nothing is printed in time, empty if the keeper is gone."""
        pipe = self._keeper.stdout
        if pipe is None or not select.select([pipe], [], [], seconds)[0]:
            return None
        return pipe.readline()
