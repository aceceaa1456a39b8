"""API tokens in the header of a request."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import User
from accounts.standing import COLUMNS as USER_COLUMNS
from accounts.standing import RIGHT, STANDING, remember, right_to_admin, standing
from core.prepared import Prepared


class ApiTokenAuthentication(TokenAuthentication):
    """Knox, but in one query, and refusing a header that is not text instead of failing on it.

    Knox compares token by token and searches all of the person's tokens for expired ones; ours are
    found by their hash (256 random bits, so there is nothing to guess byte by byte).
    """

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        if not token.isascii():
            raise AuthenticationFailed
        row = _token(hash_token(token.decode()))
        if row is None or _has_ended(row):
            raise AuthenticationFailed
        return self.validate_user(row)  # type: ignore[no-any-return]


def _token(digest: str) -> AuthToken | None:
    """With its person and their roles."""
    for row in _by_digest.rows(digest=digest, right=right_to_admin()):
        of_token, of_user = row[: len(COLUMNS)], row[len(COLUMNS) : -len(STANDING)]
        found: AuthToken = AuthToken.from_db(DEFAULT_DB_ALIAS, COLUMNS, of_token)
        user = User.from_db(DEFAULT_DB_ALIAS, USER_COLUMNS, of_user)
        found.user = remember(user, *row[-len(STANDING) :])
        return found
    return None


def _has_ended(row: AuthToken) -> bool:
    if row.expiry is None or row.expiry >= timezone.now():
        return False
    row.delete()
    return True


COLUMNS = [field.attname for field in AuthToken._meta.concrete_fields]
_by_digest = Prepared(
    lambda digest, right: (
        AuthToken.objects.filter(digest=digest)
        .annotate(**standing("user_id", right))
        .values_list(*COLUMNS, *(f"user__{name}" for name in USER_COLUMNS), *STANDING)
    ),
    digest=AuthToken._meta.get_field("digest"),
    right=RIGHT,
)
