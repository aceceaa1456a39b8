"""Access to the admin: who may open it, from where, with which log-in and for how long."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin import messages

from accounts import staff_step
from accounts.idle import end_if_idle
from accounts.models import User
from accounts.networks import may_open_admin
from accounts.rights import Right
from core.not_sent import is_script, until_second_step


class AdminGateMiddleware:
    """Wagtail sends a logged-in student from /admin/ to the log-in page, which sends them back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """People without the right get 403, never a loop to the log-in page."""
        if not request.path.startswith("/admin/"):
            return
        if not may_open_admin(request):
            raise PermissionDenied
        user = request.user
        if not user.is_authenticated:
            return
        if not user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        # Wagtail shows a log row to anybody with any permission on that type of object.
        is_report = request.path.startswith("/admin/reports/")
        if is_report and not user.may(Right.READ_REPORTS):
            raise PermissionDenied


class AdminSessionMiddleware:
    """Ends idle sessions, and asks staff for a second step at log-in if they have to have one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not request.path.startswith("/admin/"):
            return None
        if end_if_idle(request, user):
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        due = staff_step.ends_at(user)
        if due is not None and due <= timezone.now():
            return _to_second_step(request)
        request.second_step_due = due  # type: ignore[attr-defined]
        return None

    def process_template_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        due = getattr(request, "second_step_due", None)
        if due is not None and not is_script(request):
            _remind(request, due)
        return response


def _to_second_step(request: HttpRequest) -> HttpResponse:
    if request.method != "GET" or is_script(request):
        return until_second_step(request)
    words = _("The admin opens once you have set up a second step for your log-in.")
    messages.warning(request, words)
    return redirect("mfa_index")


def _remind(request: HttpRequest, due: datetime) -> None:
    words = _("From %(day)s on, the admin opens only with a second step at log-in.")
    words %= {"day": date_format(timezone.localtime(due))}
    messages.warning(request, words, [messages.button(reverse("mfa_index"), _("Set it up now"))])
