"""The admin's door: people without the right to enter get 403, never a loop to the log-in page."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


class AdminGateMiddleware:
    """Wagtail sends a logged-in student from /admin/ to the log-in page, which sends them back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        user = request.user
        is_admin_page = request.path.startswith("/admin/")
        if (
            is_admin_page
            and user.is_authenticated
            and not user.has_perm("wagtailadmin.access_admin")
        ):
            raise PermissionDenied
