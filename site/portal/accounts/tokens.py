"""API tokens in the header of a request."""

from typing import Any

from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from portal.accounts.standing import remember, standing


class ApiTokenAuthentication(TokenAuthentication):
    """Knox, in one query, and refusing a header that is no text instead of failing on it.

    Knox compares token by token and looks through all others of the person for old ones to delete;
    ours are found by their hash (256 random bits, so there is nothing to guess byte by byte).
    """

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        if not token.isascii():
            raise AuthenticationFailed
        found = AuthToken.objects.filter(digest=hash_token(token.decode()))
        row = found.select_related("user").annotate(**standing("user_id")).first()
        if row is None or _has_ended(row):
            raise AuthenticationFailed
        remember(row.user, row)
        return self.validate_user(row)  # type: ignore[no-any-return]


def _has_ended(row: AuthToken) -> bool:
    if row.expiry is None or row.expiry >= timezone.now():
        return False
    row.delete()
    return True
