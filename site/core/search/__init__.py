"""The search backend named in Wagtail's settings: queries are plain words on both databases."""

from typing import Any

from django.db import connection
from wagtail.search.backends import database


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name Wagtail looks for
    """The backend for the database in use; the other one can't even be imported."""
    if connection.vendor == "sqlite":
        from core.search.sqlite import PlainSQLiteBackend  # noqa: PLC0415

        return PlainSQLiteBackend(params)
    if connection.vendor == "postgresql":
        from core.search.postgres import PlainPostgresBackend  # noqa: PLC0415

        return PlainPostgresBackend(params)
    return database.SearchBackend(params)
