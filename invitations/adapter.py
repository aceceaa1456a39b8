"""How people get in through allauth, and the mail it sends them."""

from typing import Any

from allauth.core import context as allauth_context
from django.http import HttpRequest
from django.urls import reverse

from accounts.adapter import LimitsAdapter
from accounts.guests import is_placeholder
from accounts.models import User
from core.own_address import OwnSite, led_home
from invitations import doors


class InvitedOnlyAdapter(LimitsAdapter):
    """Nobody signs up without an invitation."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where their work is; allauth asks only if there is no `next`."""
        if isinstance(request.user, User) and request.user.opens_admin:
            return reverse("wagtailadmin_home")
        url: str = super().get_login_redirect_url(request)
        return url

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("invitations:how")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return doors.usable(request) is not None

    def format_email_subject(self, subject: str) -> str:
        return f"[{OwnSite()}] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends every mail about an account; its links point to our own address."""
        if is_placeholder(email):
            return
        own = {**context, "current_site": OwnSite()}
        super().send_mail(template_prefix, email, led_home(own, allauth_context.request))
