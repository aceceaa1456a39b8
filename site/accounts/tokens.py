"""API tokens in the header of a request."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from accounts import scopes
from accounts.models import ApiToken, User
from accounts.standing import COLUMNS as USER_COLUMNS
from accounts.standing import RIGHT, STANDING, remember, right_to_admin, standing
from core.prepared import Prepared

NOTED_EVERY = timedelta(minutes=5)


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
        validated: tuple[Any, Any] = self.validate_user(row)
        row.note_use()
        return validated


def _token(digest: str) -> AuthToken | None:
    """With its person and their roles."""
    for key, written, last_used_at, *row in _by_digest.rows(digest=digest, right=right_to_admin()):
        of_token, of_user = row[: len(COLUMNS)], row[len(COLUMNS) : -len(STANDING)]
        found: AuthToken = AuthToken.from_db(DEFAULT_DB_ALIAS, COLUMNS, of_token)
        user = User.from_db(DEFAULT_DB_ALIAS, USER_COLUMNS, of_user)
        found.user = remember(user, *row[-len(STANDING) :])
        found.scopes = scopes.read(written)
        found.note_use = partial(_note_use, key, last_used_at)
        return found
    return None


def _note_use(key: Any, last: datetime | None) -> None:
    """Every few minutes: a program may ask several times a second."""
    now = timezone.now()
    if key is not None and (last is None or last < now - NOTED_EVERY):
        ApiToken.objects.filter(pk=key).update(last_used_at=now)


def _has_ended(row: AuthToken) -> bool:
    if row.expiry is None or row.expiry >= timezone.now():
        return False
    row.delete()
    return True


FACTS = ["facts__id", "facts__scopes", "facts__last_used_at"]
COLUMNS = [field.attname for field in AuthToken._meta.concrete_fields]
_by_digest = Prepared(
    lambda digest, right: (
        AuthToken.objects.filter(digest=digest)
        .annotate(**standing("user_id", right))
        .values_list(*FACTS, *COLUMNS, *(f"user__{name}" for name in USER_COLUMNS), *STANDING)
    ),
    digest=AuthToken._meta.get_field("digest"),
    right=RIGHT,
)
