"""A person's own page."""

from http import HTTPStatus
from typing import Any, cast

from allauth.account.views import EmailView, LoginView, PasswordResetFromKeyView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, BaseSettingsPanel

from accounts.forms import ProfileForm
from accounts.languages import spoken_by
from accounts.limits import CODE, remember_place
from accounts.models import User
from accounts.services import change_profile, vouch_for_address


class AdminAccountView(AccountView):
    """Without profile pictures: they would be one more way to upload files."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        panels = super().get_panels()
        return [panel for panel in panels if not isinstance(panel, AvatarSettingsPanel)]


class AddressView(EmailView):
    """Nobody uses an address that they have not verified."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User):
            vouch_for_address(request.user)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def _action_primary(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Disabled: allauth would accept an unverified one from people without a verified one."""


class LogInView(LoginView):
    """Says for how long there were too many failed attempts, for programs too."""

    def form_invalid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().form_invalid(form)
        for error in form.errors.as_data().get("__all__", ()):
            if error.code == CODE:
                response.status_code = HTTPStatus.TOO_MANY_REQUESTS
                response["Retry-After"] = str(error.params["wait"])
        return response


class ChoosePasswordView(PasswordResetFromKeyView):
    """Remembers the browser of whoever opened the mailbox, so attackers can't lock them out."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().form_valid(form)
        remember_place(self.request, response, self.reset_user.email)
        return response


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """allauth's own limits, which count by the minute."""
    response = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = "60"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        change_profile(actor=user, **form.cleaned_data)
        with spoken_by(user):
            messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "profile": user.profile})


@require_safe
@never_cache
@ensure_csrf_cookie
def session_now(request: HttpRequest) -> HttpResponse:
    """Who is logged in, for an open page that can't know whether this has changed."""
    user = request.user
    if not isinstance(user, User):
        return JsonResponse({"person": "", "name": ""})
    return JsonResponse({"person": str(user.pk), "name": user.display_name})


@require_safe
def may_send_files(request: HttpRequest) -> HttpResponse:
    """nginx asks this before it accepts a large file for the admin. It needs a 2xx or 403."""
    is_allowed = request.user.has_perm("wagtailadmin.access_admin")
    return HttpResponse(status=204 if is_allowed else 403)
