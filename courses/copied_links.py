"""Makes links among pages that were copied together point to the copies.

    relink({source.pk: copy.pk, …})

A link to any other page stays as it is.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Revision

Copies = Mapping[int, int]

# As stored in texts; those within blocks are JSON, with a backslash before each quote.
_LINK = re.compile(r'<a\s[^>]*\blinktype=\\?"page\\?"[^>]*>')
_KEY = re.compile(r'(?<=\sid=)(\\?")(\d+)\1')


def relink(copies: Copies) -> None:
    """In the live version and the draft of each copy."""
    for page in Page.objects.filter(pk__in=copies.values()).specific():
        _relink_page(page, copies)
    keys = [str(key) for key in copies.values()]
    for revision in Revision.page_revisions.filter(object_id__in=keys):
        _relink_revision(revision, copies)


def _relink_page(page: Page, copies: Copies) -> None:
    changed = []
    for field in _texts(page):
        text = field.value_to_string(page)
        relinked = _relinked(text, copies)
        if relinked != text:
            setattr(page, field.name, field.to_python(relinked))
            changed.append(field.name)
    if changed:
        page.save(update_fields=changed, clean=False)


def _relink_revision(revision: Revision, copies: Copies) -> None:
    names = [field.name for field in _texts(revision.content_type.model_class())]
    texts = {name: revision.content.get(name) or "" for name in names}
    relinked = {name: _relinked(text, copies) for name, text in texts.items()}
    if relinked != texts:
        revision.content.update(relinked)
        revision.save(update_fields=["content"])


def _texts(page: Any) -> Iterable[Any]:
    fields = page._meta.concrete_fields
    return [field for field in fields if isinstance(field, (RichTextField, StreamField))]


def _relinked(text: str, copies: Copies) -> str:
    return _LINK.sub(lambda link: _KEY.sub(lambda key: _new(key, copies), link[0]), text)


def _new(key: re.Match[str], copies: Copies) -> str:
    number = int(key[2])
    return f"{key[1]}{copies.get(number, number)}{key[1]}"
