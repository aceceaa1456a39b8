"""Django's sessions in the database, read by a query that is put together once."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.core.prepared import Prepared

_current = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list(
        "session_data"
    ),
    key=Session._meta.get_field("session_key"),
    now=Session._meta.get_field("expire_date"),
)


class SessionStore(DatabaseStore):
    def load(self) -> dict[str, Any]:
        for (data,) in _current.rows(key=self.session_key, now=timezone.now()):
            found: dict[str, Any] = self.decode(data)
            return found
        self._session_key = None
        return {}
