"""Looking for words everywhere: in every column of every table, in the storage, queue and cache.

traces(["ana@example.org", str(ana.pk)])   → ["accounts_user.email: …", "object videos/…"]
"""

import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from huey.contrib.djhuey import HUEY

from videos.storage import get_storage

MAX_CHARS = 160


def traces(words: Iterable[str], tmp_path: Path) -> list[str]:
    needles = [form for word in words for form in _forms(word)]
    places = (_columns(), _sessions(), _objects(tmp_path), _files(), _queue(), _cache())
    return [
        f"{where}: {text[:MAX_CHARS]}"
        for place in places
        for where, text in place
        if any(needle in text.casefold() for needle in needles)
    ]


def _forms(word: str) -> Iterator[str]:
    """SQLite keeps a UUID without its dashes."""
    yield word.casefold()
    try:
        yield UUID(word).hex
    except ValueError:
        return


def _columns() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            yield from _rows(cursor, table)


def _rows(cursor: Any, table: str) -> Iterator[tuple[str, str]]:
    """Everything as text, whatever its type: also what a search index is made of."""
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
    names = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        for name, value in zip(names, row, strict=True):
            if value is not None:
                yield f"{table}.{name}", _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _sessions() -> Iterator[tuple[str, str]]:
    for session in Session.objects.all():
        yield "session", str(session.get_decoded())


def _objects(tmp_path: Path) -> Iterator[tuple[str, str]]:
    storage, path = get_storage(), tmp_path / "looked-at"
    for found in storage.walk():
        path.unlink(missing_ok=True)
        storage.download_to(found.key, path)
        yield f"object {found.key}", found.key + path.read_bytes().decode("latin-1")
    for begun in storage.begun_uploads():
        yield "begun upload", f"{begun.key} {begun.storage_id}"


def _files() -> Iterator[tuple[str, str]]:
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            yield f"file {path.name}", path.name + path.read_bytes().decode("latin-1")


def _queue() -> Iterator[tuple[str, str]]:
    for message in [*HUEY.storage.enqueued_items(), *HUEY.storage.scheduled_items()]:
        yield "queue", repr(message)
    for key, value in HUEY.storage.result_items().items():
        yield "queue result", f"{key!r} {value!r}"


def _cache() -> Iterator[tuple[str, str]]:
    if hasattr(cache, "_cache") and isinstance(cache._cache, dict):
        for key, value in cache._cache.items():
            yield f"cache {key}", f"{key} {pickle.loads(value)!r}"  # noqa: S301
        return
    client = cache._cache.get_client(None)
    for key in client.scan_iter("*"):
        if client.type(key) == b"string":
            yield f"cache {key!r}", f"{key!r} {client.get(key)!r}"
