"""Who is let in: allauth's e-mail log-in, without the demo's people outside of development."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from portal.accounts.models import User
from portal.accounts.standing import person_with_standing


def _is_barred(user: Any) -> bool:
    return user.is_demo and not settings.SHOW_DEMO_ACCOUNTS


class EmailBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Of a session, at every request of it: with roles, which every page asks for."""
        user = person_with_standing(user_id)
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked again for every request of a session."""
        return not _is_barred(user) and bool(super().user_can_authenticate(user))

    def _check_password(self, user: Any, password: str) -> bool:
        # allauth lets a person with the right password in to be told why not; these are not told.
        return not _is_barred(user) and bool(super()._check_password(user, password))
