"""Rate-limits log lines that a thousand requests would repeat, and counts those left out.

seldom = Seldom(logger, seconds=10)
seldom.error("the database", "%s does not answer", "the database")
"""

import logging
import threading
import time
from collections import Counter


class Seldom:
    """Logs a subject's first line at once, then at most one per `seconds`. Thread-safe."""

    def __init__(self, logger: logging.Logger, *, seconds: float) -> None:
        self._logger = logger
        self._seconds = seconds
        self._next: dict[str, float] = {}
        self._unsaid: Counter[str] = Counter()
        self._lock = threading.Lock()

    def error(self, subject: str, text: str, *args: object) -> None:
        self._say(logging.ERROR, subject, text, args)

    def warning(self, subject: str, text: str, *args: object) -> None:
        self._say(logging.WARNING, subject, text, args)

    def _say(self, level: int, subject: str, text: str, args: tuple[object, ...]) -> None:
        unsaid = self.turn(subject)
        if unsaid is None:
            return
        more = f" (and {unsaid} times since the last line)" if unsaid else ""
        said = text % args if args else text
        self._logger.log(level, "%s%s", said, more)

    def turn(self, subject: str) -> int | None:
        """How many lines were left out before this one; None if this one is to be left out."""
        now = time.monotonic()
        with self._lock:
            if now < self._next.get(subject, 0):
                self._unsaid[subject] += 1
                return None
            self._next[subject] = now + self._seconds
            return self._unsaid.pop(subject, 0)
