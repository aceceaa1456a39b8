"""`{% who_may_open page as privacy %}`: shows in the admin who may open one of our pages."""

from typing import Any

from django import template

from courses.admin import privacy

register = template.Library()


@register.simple_tag(takes_context=True)
def who_may_open(context: dict[str, Any], page: Any) -> privacy.Privacy | None:
    """A new page has no place in the tree yet; the panel knows its future parent."""
    parent = getattr(context.get("panel"), "parent_page", None)
    return privacy.of_page(context["request"], page, parent)


@register.simple_tag(takes_context=True)
def who_in_short(context: dict[str, Any], page: Any) -> Any:
    return privacy.in_short(context["request"], page)
