"""Search on SQLite: its full-text tables fold letters and accents themselves."""

from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend

from portal.core.search import PlainWords


class PlainSQLiteBackend(PlainWords, SQLiteSearchBackend):
    pass
