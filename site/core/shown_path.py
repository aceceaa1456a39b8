"""The path of a request as it may appear in a log: without the query and without secrets."""

import re

from django.http import HttpRequest

SECRET_PARTS = {"token", "key", "uidb36", "uidb64"}
"""Names that the URLconf captures; a test makes sure that every text part is classified."""

LONG_PART = re.compile(r"[^/]{41,}")
HIDDEN = "…"


def shown_path(request: HttpRequest) -> str:
    """If the URL was not resolved, long parts are hidden: they may be the token of a link."""
    path, match = request.path, request.resolver_match
    if match is None:
        return LONG_PART.sub(HIDDEN, path)
    for name, value in match.kwargs.items():
        if name in SECRET_PARTS and value:
            path = path.replace(str(value), HIDDEN)
    return path
