"""Errors raised by the client."""

from __future__ import annotations

from typing import Any

import requests


class PractikaError(Exception):
    """`code` is a stable identifier, `message` is for people, `fields` has errors by field."""

    def __init__(self, status: int, code: str, message: str, fields: dict[str, Any] | None = None):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields or {}


class StaleAddress(PractikaError):
    """An upload URL has expired or its upload was closed. The portal issues new ones."""


def error_from(response: requests.Response) -> PractikaError:
    """From the portal's `{"error": {…}}`, or just the status if something else responded."""
    try:
        error = response.json()["error"]
        return PractikaError(
            response.status_code, error["code"], error["message"], error.get("fields")
        )
    except (ValueError, KeyError, TypeError):
        return PractikaError(
            response.status_code, "http_error", f"The server answered {response.status_code}."
        )
