"""Outages in the log: one line and not a traceback, seldom and not a thousand times.

Every loop and every request that meets an outage tells of it, Huey's own among them; with Redis
away for five minutes that made thousands of tracebacks, among which nothing else could be found.
"""

import logging

from portal.core.seldom import Seldom

SECONDS = 30


class OutagesInOneLine(logging.Filter):
    """Shortens a record whose exception is an outage, and drops it when it was told just now."""

    def __init__(self) -> None:
        super().__init__()
        self._turns = Seldom(logging.getLogger(__name__), seconds=SECONDS)

    def filter(self, record: logging.LogRecord) -> bool:
        from portal.core.outage import kind_of, reason_of  # it needs settings, which need logging

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
