"""Who may log in: allauth's e-mail log-in, without demo accounts outside of development."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from accounts.models import User
from accounts.standing import person_with_standing


def _is_barred(user: Any) -> bool:
    return user.is_demo and not settings.SHOW_DEMO_ACCOUNTS


class EmailBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Runs at every request of a session; loads the roles, which every page needs."""
        user = person_with_standing(user_id)
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked again for every request of a session."""
        return not _is_barred(user) and bool(super().user_can_authenticate(user))

    def _check_password(self, user: Any, password: str) -> bool:
        # allauth accepts the right password and then says why not; demo accounts get no hint.
        return not _is_barred(user) and bool(super()._check_password(user, password))
