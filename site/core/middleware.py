"""Site-wide request handling."""

from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse

RELAXED_PREFIX = "/admin/"


def admin_policy() -> dict[str, list[Any]]:
    """Wagtail's admin has inline scripts and no nonce support."""
    return {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:", *settings.MEDIA_ORIGINS],
        "connect-src": [SELF, *settings.MEDIA_ORIGINS],
        "object-src": [NONE],
    }


class AdminContentPolicyMiddleware:
    """Swaps the strict policy for one that Wagtail's admin can work under.

    Sits below CSPMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(RELAXED_PREFIX):
            response._csp_update = admin_policy()  # type: ignore[attr-defined]
        return response
