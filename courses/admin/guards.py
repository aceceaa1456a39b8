"""What must not happen to pages in the admin, said in plain words with the way out."""

from collections.abc import Iterable
from typing import Any

from django.db.models import PROTECT, ManyToOneRel
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from courses.queries import LEARNING_PAGES


def refuse_to_delete_used(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Instead of Wagtail's question: why the page stays, and that it can be unpublished."""
    if not is_held(page):
        return None
    perms = page.permissions_for_user(request.user)
    context = {"page": page, "can_unpublish": perms.can_unpublish()}
    return render(request, "courses/admin/page_is_held.html", context)


def refuse_bulk_delete_of_used(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    held = [page for page in objects if isinstance(page, Page) and is_held(page)]
    if not held:
        return None
    titles = ", ".join(f"“{page.get_admin_display_title()}”" for page in held)
    messages.error(
        request,
        _(
            "Nothing was deleted. Students have handed in takes for %(titles)s. "
            "Unpublish it instead: students no longer see it, and their takes stay."
        )
        % {"titles": titles},
    )
    return redirect(action.next_url)


def is_held(page: Page) -> bool:
    """Something that must not be lost hangs on the page or on a page below it.

    Floors above say so with on_delete=PROTECT; this floor does not need to know what it is.
    """
    return any(_is_held_through(relation, page) for relation in _protecting_relations())


def _protecting_relations() -> list[ManyToOneRel]:
    return [
        relation
        for model in (Page, *LEARNING_PAGES)
        for relation in model._meta.related_objects
        if isinstance(relation, ManyToOneRel) and relation.on_delete is PROTECT
    ]


def _is_held_through(relation: ManyToOneRel, page: Page) -> bool:
    below = {f"{relation.field.name}__path__startswith": page.path}
    return bool(relation.related_model._base_manager.filter(**below).exists())
