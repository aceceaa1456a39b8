"""Forms that take a page's key: they accept, and name, only pages the person can find."""

from typing import Any, cast

from django import forms
from django.http import Http404
from django.shortcuts import get_list_or_404
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.models import Page

from courses.addresses import fit_below
from courses.policy import found_by


def offer_found(field: forms.Field, user: Any) -> None:
    """Limit a choice of pages. Wagtail's chooser would show the title for any key that is sent."""
    choice = cast("forms.ModelChoiceField[Page]", field)
    choice.queryset = found_by(user)
    widget: Any = choice.widget
    widget.get_instance = lambda value: _found(value, user)


def _found(value: Any, user: Any) -> Page | None:
    key = value.pk if isinstance(value, Page) else str(value or "")
    if not str(key).isdecimal():
        return None
    return found_by(user).filter(pk=key).first()


class OfFoundPages:
    """Mix into a Wagtail bulk action, which would show titles of pages it may not touch."""

    request: Any

    def get_queryset(self, model: type[Page], object_ids: Any) -> list[Page]:
        keys = [key for key in object_ids if str(key).isdecimal()]
        return get_list_or_404(found_by(self.request.user), pk__in=keys)

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Any:
        if parent_id is not None and not _found(parent_id, self.request.user):
            raise Http404
        return super().get_all_objects_in_listing_query(parent_id)  # type: ignore[misc]


class MovePages(OfFoundPages, MoveBulkAction):
    def get_form(self, form_class: Any = None) -> forms.Form:
        form: forms.Form = super().get_form(form_class)
        offer_found(form.fields["chooser"], self.request.user)
        return form

    def get_actionable_objects(self) -> tuple[list[Page], dict[str, Any]]:
        """A page whose address is taken at the destination moves too, under a free one."""
        pages, refused = super().get_actionable_objects()
        taken = [one["item"] for one in refused.get("pages_with_duplicate_slugs", ())]
        moving = sorted([*pages, *taken], key=lambda page: str(page.path))
        return moving, {**refused, "pages_with_duplicate_slugs": []}

    @classmethod
    def execute_action(
        cls, objects: Any, destination: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        for page in objects:
            fit_below(destination, page)
            super().execute_action([page], destination=destination, **kwargs)
        return len(objects), 0


class DeletePages(OfFoundPages, DeleteBulkAction):
    pass


class PublishPages(OfFoundPages, PublishBulkAction):
    pass


class UnpublishPages(OfFoundPages, UnpublishBulkAction):
    pass


BULK_ACTIONS = (MovePages, DeletePages, PublishPages, UnpublishPages)
