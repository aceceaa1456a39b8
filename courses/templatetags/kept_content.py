"""Caches parts of a page that are the same for everyone who may open it: see courses.kept.

{% kept_content page "body" %}…{% endkept_content %}

Nothing inside may depend on the person.
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString

from courses.kept import kept

register = template.Library()


class KeptNode(template.Node):
    def __init__(self, page: FilterExpression, name: str, nodes: NodeList) -> None:
        self.page, self.name, self.nodelist = page, name, nodes

    def render(self, context: Any) -> SafeString:
        page, request = self.page.resolve(context), context.get("request")
        if request is None:
            return self.nodelist.render(context)
        key = ("html", self.name, page.pk)
        return kept(request, key, lambda: self.nodelist.render(context))


@register.tag
def kept_content(parser: Parser, token: Token) -> KeptNode:
    _tag, page, name = token.split_contents()
    nodes = parser.parse(("endkept_content",))
    parser.delete_first_token()
    return KeptNode(parser.compile_filter(page), name.strip("\"'"), nodes)
