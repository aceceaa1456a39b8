"""What must not happen to pages in the admin, explained in plain words with a way out."""

from collections.abc import Iterable
from typing import Any

from django.db.models import PROTECT, ManyToOneRel
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from accounts.people import person
from core.confirming import TypedConfirmation
from core.direction import isolated
from courses import erasure
from courses.queries import LEARNING_PAGES
from courses.rules import may_erase_work


def ask_before_erasing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Replaces Wagtail's confirmation where students have handed in work.

    Teachers and editors see why the page stays, and that it can be unpublished. Admins see what
    goes with it, then type its name.
    """
    if not is_held(page):
        return None
    if not may_erase_work(request.user):
        return _explain_why_it_stays(request, page)
    form = _confirmation(request, page)
    if form.is_valid():
        return _erase(request, page)
    return render(request, "courses/admin/erase_page.html", _erasing_context(page, form))


def _explain_why_it_stays(request: HttpRequest, page: Page) -> HttpResponse:
    perms = page.permissions_for_user(request.user)
    context = {"page": page, "can_unpublish": perms.can_unpublish()}
    return render(request, "courses/admin/page_is_held.html", context)


def _confirmation(request: HttpRequest, page: Page) -> TypedConfirmation:
    label = _("Type the page's name")
    return TypedConfirmation(request.POST or None, wanted=page.title, label=label)


def _erasing_context(page: Page, form: TypedConfirmation) -> dict[str, Any]:
    return {"page": page, "form": form, "goes": erasure.foresee(page)}


def _erase(request: HttpRequest, page: Page) -> HttpResponse:
    parent = page.get_parent()
    erasure.erase_page(actor=person(request), page=page)
    messages.success(request, _("The page was erased, with everything that was handed in there."))
    return redirect("wagtailadmin_explore", parent.pk)


def refuse_bulk_delete_of_used(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    held = [page for page in objects if isinstance(page, Page) and is_held(page)]
    if not held:
        return None
    titles = ", ".join(f"“{isolated(page.get_admin_display_title())}”" for page in held)
    messages.error(
        request,
        _(
            "Nothing was deleted. Students have handed in takes for %(titles)s. "
            "Unpublish it instead: students no longer see it, and their takes stay. "
            "Only an admin can delete it, on its own page, after seeing what goes with it."
        )
        % {"titles": titles},
    )
    return redirect(action.next_url)


def is_held(page: Page) -> bool:
    """Something that must not be lost depends on the page or on a page below it.

    Higher layers mark it with on_delete=PROTECT; this layer does not need to know what it is.
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
