"""The ids of the current request and job: every log line carries both."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

request_id: ContextVar[str] = ContextVar("request_id", default="")
job_id: ContextVar[str] = ContextVar("job_id", default="")

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def chosen_request_id(given: str) -> str:
    """The caller's id if it is safe in a log; otherwise a new one."""
    return given if REQUEST_ID.fullmatch(given) else uuid4().hex


@contextmanager
def within(variable: ContextVar[str], value: str) -> Iterator[None]:
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)
