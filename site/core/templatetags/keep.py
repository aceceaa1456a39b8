"""Caches parts of pages that depend on few values, once per process and set of values.

{% keep "footer" user.is_authenticated %}…{% endkeep %}

The content may depend only on the named values and on the language: no tokens, no messages and no
names that are not among the values. Templates don't change while a process runs.
"""

import threading
from collections import OrderedDict
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST = 2000

_lock = threading.Lock()
_kept: OrderedDict[tuple[Any, ...], SafeString] = OrderedDict()


class KeepNode(template.Node):
    def __init__(self, name: str, values: list[FilterExpression], nodes: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, nodes

    def render(self, context: Any) -> SafeString:
        if settings.DEBUG:  # show changes to templates at once
            return self.nodelist.render(context)
        values = (str(value.resolve(context)) for value in self.values)
        key = (self.name, get_language(), *values)
        found = _kept.get(key)
        if found is None:
            found = self.nodelist.render(context)
            _store(key, found)
        return found


def _store(key: tuple[Any, ...], text: SafeString) -> None:
    with _lock:
        _kept[key] = text
        while len(_kept) > MOST:
            _kept.popitem(last=False)


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    _tag, name, *values = token.split_contents()
    nodes = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(name.strip("\"'"), [parser.compile_filter(one) for one in values], nodes)


@register.filter
def section(path: str) -> str:
    """The part of the site that a path belongs to, as the navigation marks it."""
    first = path.split("/")[1] if path.count("/") > 1 else ""
    return first if first in {"courses", "practice"} else ""
