"""Django's sessions in the database, read with a query that is compiled once."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.prepared import Prepared

_current = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list(
        "session_data"
    ),
    key=Session._meta.get_field("session_key"),
    now=Session._meta.get_field("expire_date"),
)

OLD_BACKEND = "portal.accounts.backends.EmailBackend"
"""Its path before December 2026. A session that names no backend of ours is logged out."""


class SessionStore(DatabaseStore):
    def load(self) -> dict[str, Any]:
        for (data,) in _current.rows(key=self.session_key, now=timezone.now()):
            found: dict[str, Any] = self.decode(data)
            if found.get(BACKEND_SESSION_KEY) == OLD_BACKEND:
                found[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            return found
        self._session_key = None
        return {}
