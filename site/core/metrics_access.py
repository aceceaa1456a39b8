"""Who may read the metrics: callers with METRICS_TOKEN, and the addresses in METRICS_ALLOWED."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare


def may_read(environ: Mapping[str, Any]) -> bool:
    """`environ` is WSGI's."""
    return _bears_token(environ.get("HTTP_AUTHORIZATION", "")) or _is_near(environ)


def _bears_token(authorization: str) -> bool:
    scheme, _, token = authorization.partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and scheme == "Bearer" and constant_time_compare(token.strip(), wanted)


def _is_near(environ: Mapping[str, Any]) -> bool:
    """The peer and everybody it forwards for: a local proxy must not vouch for the whole world."""
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    hops = [part.strip() for part in [environ.get("REMOTE_ADDR", ""), *forwarded] if part.strip()]
    return bool(hops) and all(_is_allowed(address) for address in hops)


def _is_allowed(address: str) -> bool:
    try:
        caller = ip_address(address)
    except ValueError:
        return False
    return any(caller in network for network in settings.METRICS_ALLOWED)
