"""HTTP requests to a local server."""

import urllib.request
from typing import Any


def visit(url: str) -> Any:
    """Ignores proxies from the environment. Raises OSError, including HTTPError."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(url, timeout=5)


def answers(url: str) -> bool:
    try:
        with visit(url) as response:
            return bool(response.status == 200)
    except OSError:
        return False
