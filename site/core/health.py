"""Health checks: whether this process runs, and whether it can serve.

    GET /core/health/live/     the process answers; nothing else is checked
    GET /core/health/ready/    200 "ok" or "degraded", or 503 "unavailable", with each part
    GET /core/health/          the same as ready

Pages work without some parts (the queue): such a part makes the process "degraded", never unready.
A part that hangs counts as down, and only one thread at a time checks it, however many requests
come.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

Look = Callable[[], bool]

LIMIT_SECONDS = 2.0
"""For all parts together: health checkers give up after about 5 s."""


@dataclass
class Part:
    """Something the portal depends on. A result is reused for `keep_seconds`."""

    name: str
    look: Look
    keep_seconds: float = 2
    is_needed: bool = True
    seen: bool = False
    seen_at: float | None = None
    _looking: threading.Thread | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def start(self) -> None:
        """Check again in a thread, unless the last result is fresh or a check is running."""
        with self._lock:
            if self._is_fresh() or (self._looking and self._looking.is_alive()):
                return
            self._looking = threading.Thread(target=self._see, name=self.name, daemon=True)
            self._looking.start()

    def holds(self, deadline: float) -> bool:
        looking = self._looking
        if looking is not None:
            looking.join(max(0.0, deadline - time.monotonic()))
            if looking.is_alive():
                return False
        return self.seen

    def _is_fresh(self) -> bool:
        return self.seen_at is not None and time.monotonic() < self.seen_at + self.keep_seconds

    def _see(self) -> None:
        try:
            self.seen = self.look()
        except Exception:  # noqa: BLE001 - whatever fails, the answer is 503 and the part's name
            self.seen = False
        finally:
            self.seen_at = time.monotonic()
            connection.close()


PARTS: dict[str, Part] = {}


def register(name: str, look: Look, *, keep_seconds: float = 2, is_needed: bool = True) -> None:
    """`look` returns whether a part works; it may raise, and may be slow."""
    PARTS[name] = Part(name, look, keep_seconds, is_needed)


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


_migrated: list[bool] = []


def _migrations() -> bool:
    """Migrations that have run stay; code with new ones runs in a new process."""
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.append(True)
    return True


register("database", _database)
register("migrations", _migrations)


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    parts = _seen()
    missing = {name for name, works in parts.items() if not works}
    is_ready = not any(PARTS[name].is_needed for name in missing)
    status = "unavailable" if not is_ready else "degraded" if missing else "ok"
    return JsonResponse({"status": status, "parts": parts}, status=200 if is_ready else 503)


def _seen() -> dict[str, bool]:
    deadline = time.monotonic() + LIMIT_SECONDS
    for part in PARTS.values():
        part.start()
    return {name: part.holds(deadline) for name, part in PARTS.items()}
