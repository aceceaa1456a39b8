"""Outages in the log: one line instead of a traceback, and not a thousand times.

Every loop and every request that hits an outage logs it, Huey's own loops included; five minutes
without Redis produced thousands of tracebacks, which buried everything else.
"""

import logging

from core.seldom import Seldom

SECONDS = 30


class OutagesInOneLine(logging.Filter):
    """Shortens a record whose exception is an outage, and drops it if it was just logged."""

    def __init__(self) -> None:
        super().__init__()
        self._turns = Seldom(logging.getLogger(__name__), seconds=SECONDS)

    def filter(self, record: logging.LogRecord) -> bool:
        from core.outage import kind_of, reason_of  # noqa: PLC0415 - it needs settings

        error = record.exc_info[1] if record.exc_info else None
        kind = kind_of(error)
        if error is None or kind is None:
            return True
        unsaid = self._turns.turn(f"{record.name} {record.msg} {kind.what}")
        if unsaid is None:
            return False
        more = f", and {unsaid} times since the last line" if unsaid else ""
        text = f"{record.getMessage()} ({kind.what}: {reason_of(error)}{more})"
        record.msg, record.args, record.exc_info, record.exc_text = text, (), None, None
        return True
