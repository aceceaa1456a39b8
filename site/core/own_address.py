"""The portal's own address, as people type it. Never taken from a request: anybody can send one
with another Host, and the mail it triggers goes to somebody else.

    own_address("/practice/")                       "https://learn.example/practice/"
    led_home({"url": "http://evil.example/…"}, request)    the same link, at the portal's address
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def own_address(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


class OwnSite:
    """Replaces the site that allauth would derive from a request."""

    @property
    def domain(self) -> str:
        return urlsplit(settings.BASE_URL).netloc

    @property
    def name(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)

    def __str__(self) -> str:
        return self.name


def led_home(context: dict[str, Any], request: HttpRequest | None) -> dict[str, Any]:
    """The context of a mail, with links that were built from the request moved to our address."""
    if request is None:
        return context
    called = f"{request.scheme}://{request.get_host()}/"
    return {name: _at_home(value, called) for name, value in context.items()}


def _at_home(value: Any, called: str) -> Any:
    for scheme in ("http", "https"):
        beginning = f"{scheme}://{called.partition('://')[2]}"
        if isinstance(value, str) and value.startswith(beginning):
            return own_address("/" + value.removeprefix(beginning))
    return value
