"""A per-process cache of what is the same for everyone who may open a page.

    kept(request, ("body", page.pk), make)      the result of `make()`, until content changes

Permissions are checked every time, and nothing that differs by person is cached. A stamp in the
database shows whether anything changed (see `courses.changes`): one small query. A change that
bypasses it, such as a row written by hand, shows after a minute. Previews are never cached.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import get_language

KEEP_SECONDS = 60
MOST = 1000

T = TypeVar("T")
Stamp = tuple[Any, ...]
Key = tuple[Hashable, ...]

_lock = threading.Lock()
_memory: OrderedDict[Key, tuple[float, Any]] = OrderedDict()


def kept(request: HttpRequest, key: Key, make: Callable[[], T]) -> T:
    """Cached per host and language, as the result may contain URLs and text. Never None."""
    return kept_each(request, [key], lambda keys: {key: make()})[key]


def kept_each(
    request: HttpRequest, keys: Iterable[Key], make: Callable[[list[Key]], dict[Key, T]]
) -> dict[Key, T]:
    """The same for many keys at once; `make` is called once, with the missing keys.

    Keys that it leaves out are missing from the result.
    """
    where = _where(request)
    recalled = {key: _recalled((*where, *key)) for key in keys} if where else dict.fromkeys(keys)
    found = {key: value for key, value in recalled.items() if value is not None}
    if missing := [key for key in recalled if key not in found]:
        made = make(missing)
        found |= made
        for key in made if where else ():
            _store((*where, *key), made[key])
    return found


def _where(request: HttpRequest) -> Key:
    """Empty for a preview, which shows unpublished content."""
    if getattr(request, "is_preview", False):
        return ()
    if not hasattr(request, "_kept_where"):
        # Read once, before anything is rendered under it.
        where = (read_stamp(), request.scheme, request.get_host(), get_language())
        request._kept_where = where  # type: ignore[attr-defined]
    found: Key = request._kept_where  # type: ignore[attr-defined]
    return found


def _recalled(key: Key) -> Any:
    ends_at, value = _memory.get(key, (0.0, None))
    return value if ends_at > time.monotonic() else None


def forget_all() -> None:
    with _lock:
        _memory.clear()


def read_stamp() -> Stamp:
    """Both values, because a change that began earlier may be committed later than another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(changed_at), COUNT(*) FROM courses_contentchange")
        return tuple(cursor.fetchone())


def _store(key: Key, value: Any) -> None:
    with _lock:
        _memory[key] = (time.monotonic() + KEEP_SECONDS, value)
        while len(_memory) > MOST:
            _memory.popitem(last=False)
