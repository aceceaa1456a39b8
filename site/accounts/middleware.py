"""Access to the admin: people without the right get 403, never a loop to the log-in page."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.rights import Right


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
        # Wagtail shows a log row to anybody with any permission on that type of object.
        is_report = request.path.startswith("/admin/reports/")
        if is_report and not user.may(Right.READ_REPORTS):
            raise PermissionDenied
