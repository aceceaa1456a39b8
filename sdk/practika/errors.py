"""What the portal refuses."""

from __future__ import annotations

from typing import Any

import requests


class PractikaError(Exception):
    """`code` is stable for programs, `message` is for people, `fields` names form fields."""

    def __init__(self, status: int, code: str, message: str, fields: dict[str, Any] | None = None):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields or {}


class StaleAddress(PractikaError):
    """An upload address is too old, or its upload was closed: the portal has fresh ones."""


def error_from(response: requests.Response) -> PractikaError:
    """The portal's `{"error": {…}}`, or the bare status where something else answered."""
    try:
        error = response.json()["error"]
        return PractikaError(
            response.status_code, error["code"], error["message"], error.get("fields")
        )
    except (ValueError, KeyError, TypeError):
        return PractikaError(
            response.status_code, "http_error", f"The server answered {response.status_code}."
        )
