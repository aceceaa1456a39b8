"""Wagtail's page views, extended: copying and moving."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.pages.choose_parent import GenericChooseParentView
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.move import MoveChooseDestinationView, MoveConfirmView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from core.direction import isolated
from courses.addresses import fit_below, valid_slug
from courses.admin.copy_form import CopyPagesForm
from courses.admin.found import offer_found
from courses.copying import CopyPages
from courses.models import CourseIndexPage, HomePage
from courses.queries import LEARNING_PAGES


class CopyPagesView(CopyView):
    template_name = "courses/admin/copy_page.html"

    def get_form_class(self) -> type[CopyPagesForm]:
        return CopyPagesForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Without Wagtail's lookup of the parent, which fails on anything but a page's key."""
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: CopyPagesForm) -> HttpResponse:
        copy = self._copy(form)
        self._report(copy)
        for hook in hooks.get_hooks("after_copy_page"):
            answer = hook(self.request, self.page, copy)
            if isinstance(answer, HttpResponse):
                return answer
        to = form.cleaned_data["new_parent_page"]
        return redirect(self.next_url or reverse("wagtailadmin_explore", args=[to.pk]))

    def _copy(self, form: CopyPagesForm) -> Page:
        chosen = form.cleaned_data
        return CopyPages(
            self.page,
            recursive=bool(chosen.get("copy_subpages")),
            to=chosen["new_parent_page"],
            update_attrs={"title": chosen["new_title"], "slug": chosen["new_slug"]},
            keep_live=bool(chosen.get("publish_copies")),
            user=self.request.user,
            dates=form.dates(),
        ).execute()

    def _report(self, copy: Page) -> None:
        count = copy.get_descendant_count()
        below = ngettext("with %(count)d page below it", "with %(count)d pages below it", count)
        words = _("“%(title)s” is copied, %(below)s.") if count else _("“%(title)s” is copied.")
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[copy.pk]), _("Edit"))
        text = words % {"title": isolated(self.page.title), "below": below % {"count": count}}
        messages.success(self.request, text, buttons=[edit])


class FoundParents:
    """Mix into a view whose form takes a parent page."""

    request: HttpRequest

    def get_form(self, *args: Any) -> Any:
        form = super().get_form(*args)  # type: ignore[misc]
        for name in ("new_parent_page", "parent_page"):
            if name in form.fields:
                offer_found(form.fields[name], self.request.user)
        return form


class ChooseDestinationView(FoundParents, MoveChooseDestinationView):
    pass


class ChooseParentForPageView(FoundParents, GenericChooseParentView):
    pass


class MovePageView(MoveConfirmView):
    """Checks the permission before naming the destination, where the page gets a free address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page = get_object_or_404(Page, pk=kwargs["page_to_move_id"]).specific
        destination = get_object_or_404(Page, pk=kwargs["destination_id"])
        if not page.permissions_for_user(request.user).can_move_to(destination):
            raise PermissionDenied
        if request.method == "POST":
            fit_below(destination, page)
        elif valid_slug(page.slug, page.title, parent=destination, page=page) != page.slug:
            return self._ask(page, destination)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def _ask(self, page: Page, destination: Page) -> HttpResponse:
        """Wagtail would refuse to move a page next to one with the same address."""
        self.page_to_move, self.destination = page, destination.specific_deferred
        self.pages_to_move = [page]
        asked: HttpResponse = self.render_to_response(self.get_context_data())
        return asked


def page_viewsets() -> list[PageViewSet]:
    """One for each type of page."""
    views = {
        "choose_parent_view_class": ChooseParentForPageView,
        "copy_view_class": CopyPagesView,
        "move_confirm_view_class": MovePageView,
        "move_view_class": ChooseDestinationView,
    }
    models: tuple[type[Page], ...] = (HomePage, CourseIndexPage, *LEARNING_PAGES)
    return [PageViewSet(name=one._meta.model_name, model=one, **views) for one in models]
