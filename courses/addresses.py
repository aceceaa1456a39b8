"""The slug of a page: created from its name in any script, valid, and unique among its siblings.

address = slug_from("🎻 The bow!", fallback="lesson")      "the-bow"
free_address(address, parent=module, page=lesson)         "the-bow-2" if that is taken
"""

import re
import unicodedata
from itertools import count
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.validators import validate_slug, validate_unicode_slug
from django.urls import Resolver404, resolve
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii
from wagtail.models import Page

# Wagtail's redirects hold 255 characters: five levels of pages, each with its slash, fit in.
MAX_LENGTH = 50
WAGTAIL_VIEW = "wagtail_serve"
# Leaves room for any number.
STEM_LENGTH = MAX_LENGTH - 10


def allows_unicode() -> bool:
    return bool(getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True))


def slug_from(text: str, *, fallback: str) -> str:
    """Keep the letters of the script if Unicode is allowed, else transliterate; name the emoji.

    Text without either, such as “!!!”, gives the fallback.
    """
    plain = slugify(text, allow_unicode=allows_unicode())
    return _cut(plain) or _cut(slugify(string_to_ascii(text))) or fallback


def has_visible_characters(text: str) -> bool:
    """Whether there is more than spaces, combining marks and invisible characters."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in text)


def is_valid(address: str) -> bool:
    pattern = validate_unicode_slug if allows_unicode() else validate_slug
    return bool(re.fullmatch(pattern.regex, address)) and len(address) <= MAX_LENGTH


def free_address(address: str, *, parent: Page | None, page: Page) -> str:
    """The same address, or with the first number that is free below `parent`.

    This takes no lock: `add_child` holds the parent's row while it calls this.
    """
    if parent is None:
        return address
    taken = _taken_below(parent, address, page)
    numbered = (address if number == 1 else _numbered(address, number) for number in count(1))
    return next(one for one in numbered if one not in taken and not _is_reserved(one, parent))


def _taken_below(parent: Page, address: str, page: Page) -> set[str]:
    alike = parent.get_children().exclude(pk=page.pk).filter(slug__startswith=address[:STEM_LENGTH])
    return set(alike.order_by().values_list("slug", flat=True))


def _numbered(address: str, number: int) -> str:
    ending = f"-{number}"
    return _cut(address, MAX_LENGTH - len(ending)) + ending


def _is_reserved(address: str, parent: Page) -> bool:
    """A course called “New” would clash with the URL for creating courses."""
    parts = parent.get_url_parts() if parent.depth > 1 else None
    if not parts:
        return False
    try:
        match = resolve(f"{unquote(parts[2] or '/')}{address}/")
    except Resolver404:
        return False
    return bool(match.view_name != WAGTAIL_VIEW)


def _cut(address: str, longest: int = MAX_LENGTH) -> str:
    return address[:longest].strip("-_")


def valid_slug(wish: str, title: str, *, parent: Page | None, page: Page) -> str:
    """The wish, or a slug from the title if there is none; valid and free below `parent`."""
    kind = page._meta.model_name or "page"
    address = wish if is_valid(wish) else slug_from(wish or title, fallback=kind)
    return free_address(address, parent=parent, page=page)


def fit_below(parent: Page, page: Page) -> None:
    """Call before the page moves there; the move also updates the URLs of the pages below it."""
    address = valid_slug(page.slug, page.title, parent=parent, page=page)
    if address != page.slug:
        Page.objects.filter(pk=page.pk).update(slug=address)


class AddressedPage:
    """List it before Page in the bases: however a page is saved, its slug is valid and unique."""

    _meta: Any
    _state: Any

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.settle_address()
        super().full_clean(*args, **kwargs)  # type: ignore[misc]

    def minimal_clean(self) -> None:
        self.settle_address()
        super().minimal_clean()  # type: ignore[misc]

    def settle_address(self: Any) -> None:
        """An existing page keeps its address; a new or changed one is made valid and unique."""
        if self.path and (self._state.adding or not self.slug or self._slug_changed()):
            self.slug = valid_slug(self.slug, self.title, parent=self.get_parent(), page=self)

    def _slug_changed(self: Any) -> bool:
        known = type(self)._base_manager.filter(pk=self.pk).values_list("slug", flat=True).first()
        return bool(known != self.slug)
