"""How allauth logs people in here: our limits on failed attempts, known browsers and alerts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from accounts.addresses import normalised
from accounts.alerts import alert_of_log_in
from accounts.limits import Tries, forget, is_known, remember_place
from accounts.models import User


class LimitsAdapter(DefaultAccountAdapter):
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        given = credentials.get("email") or credentials.get("username") or ""
        self._login_failed_rl_usage = Tries(request, normalised(given))
        self._login_failed_rl_usage.take()

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if isinstance(user, User):
            if not kwargs.get("signup") and not is_known(request, user.email):
                alert_of_log_in(request=request, person=user)
            remember_place(request, response, user.email)
        return response

    def clean_email(self, email: str) -> str:
        return normalised(email)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Called after a password was reset with a mailed link."""
        forget(request, normalised(credentials.get("email", "")))
