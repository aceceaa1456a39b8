"""Every URL of the portal, read from the URLconf."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.architecture.ladder import is_ours


@dataclass(frozen=True)
class Route:
    """`pattern` is what the URLconf says, all prefixes included; `name` what `reverse` takes."""

    pattern: str
    view: Any
    name: str = ""

    @property
    def is_admin(self) -> bool:
        return self.pattern.startswith("admin/")

    @property
    def is_ours(self) -> bool:
        return is_ours(str(getattr(self.view, "__module__", "")))


def all_routes() -> list[Route]:
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(pattern, entry.callback, f"{space}{entry.name or ''}")
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, pattern, inner)
