"""The admin's doors: people without the right to enter get 403, never a loop to the log-in page."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from portal.accounts.models import User
from portal.accounts.roles import Role, may_read_reports

SITE_HISTORY = "/admin/reports/site-history/"


def may_read_site_history(user: User | AnonymousUser) -> bool:
    """It lists what everyone did, with names of students: not for a teacher of one course.

    Wagtail shows a log row to whoever has any right on that kind of thing.
    """
    if not isinstance(user, User):
        return False
    return user.is_superuser or user.has_role(Role.ADMIN) or user.has_role(Role.EDITOR)


class AdminGateMiddleware:
    """Wagtail sends a logged-in student from /admin/ to the log-in page, which sends them back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        user = request.user
        if not user.is_authenticated or not request.path.startswith("/admin/"):
            return
        if not user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        if request.path.startswith("/admin/reports/") and not may_read_reports(user):
            raise PermissionDenied
        is_history = request.path.startswith(SITE_HISTORY) and user.is_authenticated
        if is_history and not may_read_site_history(user):
            raise PermissionDenied
