"""What people see of the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from portal.accounts.roles import may_read_reports


@hooks.register("construct_reports_menu")
def reports_for_their_readers(request: HttpRequest, items: list[Any]) -> None:
    if not may_read_reports(request.user):
        items.clear()


@hooks.register("construct_help_menu")
def help_without_news(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's own news, with a badge on every page, tell a teacher nothing."""
    items[:] = [item for item in items if not item.name.startswith("whats-new")]
