"""Requests that are tried again when the network, not the portal, said no."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any, TypeVar

import requests

from practika.errors import error_from

PAUSES = (0.5, 1, 2, 4, 8)
TIMEOUT = (10, 120)
PASSING = {408, 429, 500, 502, 503, 504}

T = TypeVar("T")


class Passing(Exception):
    """A fault that may be gone at the next try."""


def with_retries(attempt: Callable[[], T], sleep: Callable[[float], None] = time.sleep) -> T:
    """Runs `attempt` up to six times; the last failure is raised as it was."""
    for pause in PAUSES:
        with contextlib.suppress(requests.ConnectionError, requests.Timeout, Passing):
            return attempt()
        sleep(pause)
    return attempt()


def checked(response: requests.Response, *, may_pass: bool = True) -> requests.Response:
    if response.ok:
        return response
    error = error_from(response)
    if may_pass and response.status_code in PASSING:
        raise Passing from error
    raise error


class Api:
    """JSON over one session, with the token on every call."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.root = f"{url.rstrip('/')}/api/v1/"
        self.base = url.rstrip("/")
        self.session = requests.Session()
        if token:
            self.session.headers["Authorization"] = f"Token {token}"

    def call(self, method: str, path: str, **kwargs: Any) -> Any:
        """The decoded answer (None when empty). Raises PractikaError for what is refused."""
        url = path if path.startswith("http") else self.root + path

        def attempt() -> Any:
            response = self.session.request(method, url, timeout=TIMEOUT, **kwargs)
            return checked(response)

        try:
            response = with_retries(attempt)
        except Passing as passing:
            raise passing.__cause__ or passing from None
        return response.json() if response.content else None

    def absolute(self, url: str) -> str:
        return url if url.startswith("http") else self.base + url
