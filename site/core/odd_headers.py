"""Checks the charset and other parameters in headers before anything is decoded with them.

read_as_text()                 once, at start-up: a bad `Content-Type` no longer fails a request
has_readable_headers(request)  False if Django or DRF would fail on a header
"""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

TELLTALE = bytes(range(32, 127)) + b"\\ud800\\u0041\\x00\\N{DIGIT ONE}"
"""Every ASCII character, and the escapes that some codecs use for others."""
BEYOND = b"\xff\xc3\x28 \xe9"


def read_as_text() -> None:
    """Django uses the charset while it creates the request, before any middleware, and an error
    there becomes a bare line from the server. So the charset is checked first.
    """
    original = HttpRequest._set_content_type_params  # type: ignore[attr-defined]
    if hasattr(original, "__wrapped__"):
        return

    @wraps(original)
    def checked(self: Any, meta: dict[str, Any]) -> None:
        if _has_usable_charset(meta.get("CONTENT_TYPE", "")):
            original(self, meta)
        else:
            self.is_unreadable = True
            original(self, meta | {"CONTENT_TYPE": ""})

    HttpRequest._set_content_type_params = checked  # type: ignore[attr-defined]


def has_readable_headers(request: HttpRequest) -> bool:
    if getattr(request, "is_unreadable", False):
        return False
    accepted = request.headers.get("Accept", "").split(",")
    return all(_parameters(kind) is not None for kind in accepted)


def _has_usable_charset(content_type: str) -> bool:
    params = _parameters(content_type)
    return params is not None and _reads_ascii(params.get("charset", ""))


def _parameters(header: str) -> dict[str, str] | None:
    try:
        return parse_header_parameters(header)[1]
    except (ValueError, LookupError):
        return None


def _reads_ascii(charset: str) -> bool:
    """Any charset used for forms leaves these characters alone; zlib or UTF-16 does not."""
    try:
        return not charset or _reads_like_ascii(charset)
    except LookupError as error:
        return "unknown encoding" in str(error)  # Django ignores it
    except Exception:  # noqa: BLE001 codecs may raise anything
        return False


def _reads_like_ascii(charset: str) -> bool:
    BEYOND.decode(charset, "replace")  # as queries are decoded; idna can't do that
    return TELLTALE.decode(charset) == TELLTALE.decode("ascii")
