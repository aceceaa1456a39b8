"""Finding the page for a URL without walking down the tree, which takes two queries per level.

The result is cached like everything else that is the same for everyone (see `courses.kept`); each
request gets its own copy, which it may change.
"""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from courses.kept import kept

Route = Callable[[HttpRequest, list[str]], RouteResult]


def routed(root: Page, request: HttpRequest, components: list[str], by_level: Route) -> RouteResult:
    address = (root.pk, *components)
    found = kept(request, ("route", *address), lambda: by_level(request, components))
    page = copy(found.page)
    if hasattr(page, "remember_line"):
        page.remember_line(request)
    return RouteResult(page, found.args, found.kwargs)


class SiteMiddleware:
    """Wagtail loads its site and front page with every page, though they rarely change."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> None:
        match = request.resolver_match
        if match is not None and match.view_name == "wagtail_serve":
            site = kept(request, ("site",), lambda: Site.find_for_request(request) or NO_SITE)
            request._wagtail_site = None if site is NO_SITE else site  # type: ignore[attr-defined]


NO_SITE = object()
