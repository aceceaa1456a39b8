"""Search on PostgreSQL, so that it finds what SQLite finds.

Left alone it depends on the server: its locale decides about capitals, its default language about
endings, an extension about accents, and `warm-up.mp4` is a host name to it. Here texts are folded
to plain words before it sees them, both on the way into the index and in a query.
"""

import copy
from typing import Any

from modelsearch.backends.database.postgres import postgres
from modelsearch.query import Fuzzy, Phrase, PlainText

from portal.core.search import PlainWords, folded, plain_words

MOST_CHARACTERS = 200_000
"""A tsvector ends at 1 MB, and a text that is longer could not be saved."""


class WordsIndexer(postgres.ObjectIndexer):
    def prepare_value(self, value: Any) -> str:
        return folded(plain_words(super().prepare_value(value)))[:MOST_CHARACTERS]


# The index looks it up by this name, and offers no other way to give it another one.
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
