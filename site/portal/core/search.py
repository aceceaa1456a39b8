"""Search words as words. SQLite's engine reads quotes and operators as its own syntax and fails."""

import re
from typing import Any

from django.db import connection
from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend
from wagtail.search.backends import database

_NOT_A_WORD = re.compile(r"\W+")


def plain_words(query: Any) -> Any:
    """A text without punctuation; query objects are left as they are."""
    return _NOT_A_WORD.sub(" ", query).strip() if isinstance(query, str) else query


class PlainWordsBackend(SQLiteSearchBackend):
    def search(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().search(plain_words(query), *args, **kwargs)

    def autocomplete(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().autocomplete(plain_words(query), *args, **kwargs)


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name Wagtail looks for
    """The backend of the database in use."""
    if connection.vendor == "sqlite":
        return PlainWordsBackend(params)
    return database.SearchBackend(params)
