"""GET /core/health/: 200 when this process can serve, 503 with the failing part otherwise."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

Check = Callable[[], bool]


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _storage() -> bool:
    settings.VIDEO_ROOT.mkdir(parents=True, exist_ok=True)
    return True


CHECKS: dict[str, Check] = {"database": _database, "migrations": _migrations, "storage": _storage}


def _holds(check: Check) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 - whatever fails, the answer is 503 and the part's name
        return False


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    parts = {name: _holds(check) for name, check in CHECKS.items()}
    status = "ok" if all(parts.values()) else "unavailable"
    body = {"status": status, "parts": parts}
    return JsonResponse(body, status=200 if status == "ok" else 503)
