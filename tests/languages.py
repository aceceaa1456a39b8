"""A course in a second language, as Wagtail's translations make it."""

from typing import Any

from wagtail.models import Locale, Page


def translated(page: Any) -> Any:
    """The page in German, published, below the pages above it in German."""
    german, _is_new = Locale.objects.get_or_create(language_code="de")
    for above in page.get_ancestors(inclusive=True).filter(depth__gt=1):
        if not Page.objects.translation_of(above).exists():
            copy = above.specific.copy_for_translation(german)
            copy.get_latest_revision().publish()
    return page.get_translation(german)
