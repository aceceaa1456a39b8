"""Signed, expiring tokens for links that carry their own right (uploads, media bytes)."""

from typing import Any

from django.core import signing

BadToken = signing.BadSignature


def make_token(purpose: str, payload: dict[str, Any]) -> str:
    """A URL-safe token; `purpose` keeps a token for one use from serving another."""
    return signing.dumps(payload, salt=f"practika.{purpose}", compress=True)


def read_token(purpose: str, token: str, *, max_age_seconds: int | None) -> dict[str, Any]:
    """The payload. Raises BadToken when forged, altered, made for another use or too old."""
    payload: dict[str, Any] = signing.loads(
        token, salt=f"practika.{purpose}", max_age=max_age_seconds
    )
    return payload
