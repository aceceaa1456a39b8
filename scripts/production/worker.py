"""A worker: Huey's consumer, as deploy/ starts it, with a lower priority than pages."""

import time
from typing import ClassVar

from scripts.production.program import Program, manage


class Worker(Program):
    name = "the worker"
    seconds_to_stop: ClassVar[float] = 40
    _started_at = 0.0

    core: int | None = None
    """The only processor core that it and its child processes may use."""

    def command(self) -> list[str]:
        pinned = [] if self.core is None else ["taskset", "--cpu-list", str(self.core)]
        return ["nice", "-n", "10", *pinned, *manage("run_huey")]

    def prepare(self) -> None:
        self._started_at = time.monotonic()

    def is_ready(self) -> bool:
        """It has no port to check; a worker that cannot start exits within a moment."""
        return time.monotonic() - self._started_at > 2
