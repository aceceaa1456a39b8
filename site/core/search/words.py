"""Plain search words: the same results on SQLite and PostgreSQL, whatever was typed.

Each database has a query syntax of its own and fails on misplaced quotes and operators. So nothing
but words reaches it, also from query objects.
"""

import copy
import unicodedata
from typing import Any

from modelsearch.query import And, Boost, Fuzzy, Not, Or, Phrase, PlainText

_WITH_TEXT = (PlainText, Phrase, Fuzzy)


def plain_words(text: str) -> str:
    """Without punctuation: only letters, digits and their combining marks."""
    return " ".join("".join(char if _is_of_a_word(char) else " " for char in text).split())


def folded(text: str) -> str:
    """In lower case without accents, as people type: `Ärm` and `arm` are one word."""
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(char for char in parts if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", bare).casefold()


def plain_query(query: Any) -> Any:
    """The same query in plain words; an empty string if no word is left."""
    if isinstance(query, str):
        return plain_words(query)
    plain = _plain(query)
    return plain if _asks(plain) else ""


class PlainWords:
    """For a search backend: nothing but words reaches it."""

    def search(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().search(plain_query(query), *args, **kwargs)  # type: ignore[misc]

    def autocomplete(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().autocomplete(plain_query(query), *args, **kwargs)  # type: ignore[misc]


def _is_of_a_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char).startswith("M")


def _plain(query: Any) -> Any:
    made = copy.copy(query)
    if isinstance(query, _WITH_TEXT):
        made.query_string = plain_words(query.query_string)
    elif isinstance(query, And | Or):
        parts = [_plain(part) for part in query.subqueries]
        made.subqueries = [part for part in parts if _asks(part)]
    elif isinstance(query, Not | Boost):
        made.subquery = _plain(query.subquery)
    return made


def _asks(query: Any) -> bool:
    if isinstance(query, _WITH_TEXT):
        return bool(query.query_string)
    if isinstance(query, And | Or):
        return bool(query.subqueries)
    return _asks(query.subquery) if isinstance(query, Not | Boost) else True
