"""Search on SQLite: its full-text tables fold letters and accents themselves."""

from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend

from core.search.words import PlainWords


class PlainSQLiteBackend(PlainWords, SQLiteSearchBackend):
    pass
