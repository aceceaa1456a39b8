"""A person's own page."""

from typing import Any, cast

from allauth.account.views import EmailView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, BaseSettingsPanel

from portal.accounts.forms import ProfileForm
from portal.accounts.models import User
from portal.accounts.services import change_profile, vouch_for_address


class AdminAccountView(AccountView):
    """Without pictures of people: they would be one more door for files."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        panels = super().get_panels()
        return [panel for panel in panels if not isinstance(panel, AvatarSettingsPanel)]


class AddressView(EmailView):
    """Nobody calls themselves by an address that they have not proven to be theirs."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User):
            vouch_for_address(request.user)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def _action_primary(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """allauth would take an unproven one from those who never had to prove any."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        change_profile(actor=user, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "profile": user.profile})


@require_safe
def may_send_files(request: HttpRequest) -> HttpResponse:
    """nginx asks before it takes a large file for the admin. It knows only yes and 403."""
    is_let_in = request.user.has_perm("wagtailadmin.access_admin")
    return HttpResponse(status=204 if is_let_in else 403)
