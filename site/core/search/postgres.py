"""Search on PostgreSQL that finds the same as on SQLite.

By default it depends on the server: its locale decides about capitals, its default language about
word endings, an extension about accents, and it takes `warm-up.mp4` for a host name. So texts are
folded to plain words first, both when they are indexed and in queries.
"""

import copy
from typing import Any

from modelsearch.backends.database.postgres import postgres
from modelsearch.query import Fuzzy, Phrase, PlainText

from core.search.words import PlainWords, folded, plain_words

MAX_CHARS = 200_000
"""A tsvector is limited to 1 MB, and a longer text could not be saved."""


class WordsIndexer(postgres.ObjectIndexer):
    def prepare_value(self, value: Any) -> str:
        return folded(plain_words(super().prepare_value(value)))[:MAX_CHARS]


# The index looks the class up by this name; there is no other way to replace it.
postgres.ObjectIndexer = WordsIndexer


class FoldedCompiler(postgres.PostgresSearchQueryCompiler):
    def build_tsquery_content(self, query: Any, **kwargs: Any) -> Any:
        return super().build_tsquery_content(_folded(query), **kwargs)


class FoldedAutocompleteCompiler(postgres.PostgresAutocompleteQueryCompiler):
    def build_tsquery_content(self, query: Any, **kwargs: Any) -> Any:
        return super().build_tsquery_content(_folded(query), **kwargs)


class PlainPostgresBackend(PlainWords, postgres.PostgresSearchBackend):
    query_compiler_class = FoldedCompiler
    autocomplete_query_compiler_class = FoldedAutocompleteCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": "simple", **params})


def _folded(query: Any) -> Any:
    if not isinstance(query, PlainText | Phrase | Fuzzy):
        return query
    made = copy.copy(query)
    made.query_string = folded(query.query_string)
    return made
