"""Requests that are retried after network failures and temporary errors."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any, TypeVar

import requests

from practika.errors import error_from

PAUSES = (0.5, 1, 2, 4, 8)
TIMEOUT = (10, 120)
TEMPORARY = {408, 429, 500, 502, 503, 504}

T = TypeVar("T")


class TemporaryError(Exception):
    """A temporary error that is worth a retry."""


def with_retries(attempt: Callable[[], T], sleep: Callable[[float], None] = time.sleep) -> T:
    """Runs `attempt` up to six times; the last failure is raised unchanged."""
    for pause in PAUSES:
        with contextlib.suppress(requests.ConnectionError, requests.Timeout, TemporaryError):
            return attempt()
        sleep(pause)
    return attempt()


def checked(response: requests.Response, *, may_retry: bool = True) -> requests.Response:
    if response.ok:
        return response
    error = error_from(response)
    if may_retry and response.status_code in TEMPORARY:
        raise TemporaryError from error
    raise error


class Api:
    """JSON requests in one session, with the token on every call."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.root = f"{url.rstrip('/')}/api/v1/"
        self.base = url.rstrip("/")
        self.session = requests.Session()
        if token:
            scheme = "Bearer" if token.count(".") == 2 else "Token"  # a JWT has three parts
            self.session.headers["Authorization"] = f"{scheme} {token}"

    def call(self, method: str, path: str, **kwargs: Any) -> Any:
        """Returns the decoded response, or None if empty. Raises PractikaError on errors."""
        url = path if path.startswith("http") else self.root + path

        def attempt() -> Any:
            response = self.session.request(method, url, timeout=TIMEOUT, **kwargs)
            return checked(response)

        try:
            response = with_retries(attempt)
        except TemporaryError as error:
            raise error.__cause__ or error from None
        return response.json() if response.content else None

    def absolute(self, url: str) -> str:
        return url if url.startswith("http") else self.base + url
