"""The path of a request as it may stand in a log: without the query, and without secrets in it."""

import re

from django.http import HttpRequest

SECRET_PARTS = {"token", "key", "uidb36", "uidb64"}
"""Names of what the URLconf captures; a test holds that every text part is judged."""

LONG_PART = re.compile(r"[^/]{41,}")
HIDDEN = "…"


def shown_path(request: HttpRequest) -> str:
    """Long parts are hidden where the URLconf was not asked: they may be the token of a link."""
    path, match = request.path, request.resolver_match
    if match is None:
        return LONG_PART.sub(HIDDEN, path)
    for name, value in match.kwargs.items():
        if name in SECRET_PARTS and value:
            path = path.replace(str(value), HIDDEN)
    return path
