"""`{% image picture … alt=picture|alt_text %}`: its description, never a file name."""

from typing import Any

from django import template

from courses.alt_text import alt_of

register = template.Library()


@register.filter
def alt_text(picture: Any) -> str:
    return alt_of(picture)
