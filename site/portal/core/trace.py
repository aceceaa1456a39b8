"""What the work at hand belongs to: log lines carry both ids, wherever they are written."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

request_id: ContextVar[str] = ContextVar("request_id", default="")
job_id: ContextVar[str] = ContextVar("job_id", default="")

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def chosen_request_id(given: str) -> str:
    """The caller's, where it is harmless in a log; a new one otherwise."""
    return given if REQUEST_ID.fullmatch(given) else uuid4().hex


@contextmanager
def within(variable: ContextVar[str], value: str) -> Iterator[None]:
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)
