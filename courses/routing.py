"""Finding a page by its address in one query instead of two for each level above it.

Which page an address led to is remembered; the query that fetches the page asks whether it still
has that address, so nothing needs to be forgotten.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult

MOST = 10_000
LATER = {"body", "brief"}
"""Long texts, which a page fetches when it shows them."""

_known: dict[str, tuple[type[Page], Any]] = {}


def routed(
    root: Page,
    request: HttpRequest,
    components: list[str],
    level_by_level: Callable[[HttpRequest, list[str]], RouteResult],
) -> RouteResult:
    if not components:
        return level_by_level(request, components)
    address = f"{root.url_path}{'/'.join(components)}/"
    page = _fetched(address)
    if page is None:
        result = level_by_level(request, components)
        _remember(address, result.page)
        return result
    if not page.live:
        raise Http404
    return RouteResult(page)


def _fetched(address: str) -> Page | None:
    if address not in _known:
        return None
    model, pk = _known[address]
    later = [field.name for field in model._meta.fields if field.name in LATER]
    found: Page | None = model._base_manager.defer(*later).filter(pk=pk, url_path=address).first()
    return found


def _remember(address: str, page: Page) -> None:
    """A page that answers for addresses below its own is asked each time."""
    if page.url_path != address:
        return
    if len(_known) >= MOST:
        _known.clear()
    _known[address] = (type(page), page.pk)
