"""What each person sees in the admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import DismissibleMenuItem, MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.templatetags.wagtailcore_tags import wagtail_feature_release_editor_guide_link

from accounts.erasure import ERASED
from accounts.models import User
from accounts.people import person
from accounts.rights import Right
from core.own_rows import DeleteOwnSnippets


@hooks.register("register_log_actions")
def account_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(ERASED, _("Erase a person"), _("Erased for good"))


@hooks.register("construct_reports_menu")
def reports_for_their_readers(request: HttpRequest, items: list[Any]) -> None:
    if not person(request).may(Right.READ_REPORTS):
        items.clear()


@hooks.register("construct_help_menu")
def help_without_news(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail shows a badge on every page until its news and its guide have been opened."""
    items[:] = [item for item in items if not isinstance(item, DismissibleMenuItem)]
    items.append(editor_guide())


def editor_guide() -> MenuItem:
    attrs = {"target": "_blank", "rel": "noreferrer"}
    link = wagtail_feature_release_editor_guide_link()
    return MenuItem(_("Wagtail’s guide for editors"), link, icon_name="help", attrs=attrs)


# After Wagtail's own, which it replaces.
hooks.register("register_bulk_action", DeleteOwnSnippets, order=100)


@hooks.register("before_bulk_action")
def people_go_one_by_one(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Each page shows what will be erased with the person; Wagtail's own deletion would miss it."""
    if action_type != "delete" or action.model is not User:
        return None
    messages.error(request, _("Nobody was erased. People are erased one by one."))
    return redirect(action.next_url)
