"""The database, its tables and its clock."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from core.doctor import Finding, bad, command, good, note, register

OLDEST_POSTGRES = 15
SKEW_SECONDS = 5
IN_USE = 0.8


@register("database", order=20)
def database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        fix = "check that it is running and that DATABASE_URL is right"
        yield bad(f"the database does not answer ({error})", fix=fix)
        return
    yield from _sqlite() if connection.vendor == "sqlite" else _postgres()
    yield _writable()


def _ask(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else None


def _sqlite() -> Iterator[Finding]:
    where = settings.DATABASES["default"]["NAME"]
    yield good(f"SQLite {_ask('SELECT sqlite_version()')} in {where}")
    mode = _ask("PRAGMA journal_mode")
    if mode != "wal":
        fix = "keep it on a local disk: network file systems cannot hold a write-ahead log"
        yield bad(f"its journal is {mode}, so readers and writers wait for each other", fix=fix)
    if not settings.DEBUG:
        fix = "set DATABASE_URL to a PostgreSQL server before you use a second machine"
        yield note("SQLite only works with web and worker on one machine", fix=fix)


def _postgres() -> Iterator[Finding]:
    version = int(_ask("SHOW server_version_num")) // 10_000
    name = f"PostgreSQL {_ask('SHOW server_version')} at {settings.DATABASES['default']['HOST']}"
    if version < OLDEST_POSTGRES:
        yield bad(f"{name} is too old", fix=f"upgrade it to {OLDEST_POSTGRES} or newer")
    else:
        yield good(name)
    encoding = _ask("SHOW server_encoding")
    if encoding != "UTF8":
        fix = "create the database again with ENCODING 'UTF8'"
        yield bad(f"its encoding is {encoding}: it can't store all names and texts", fix=fix)
    yield from _connections()


def _connections() -> Iterator[Finding]:
    most, used = (
        int(_ask("SHOW max_connections")),
        int(_ask("SELECT count(*) FROM pg_stat_activity")),
    )
    if used > most * IN_USE:
        fix = "raise max_connections, or run fewer web processes and workers"
        yield note(f"{used} of {most} connections are in use", fix=fix)


def _writable() -> Finding:
    tables = connection.introspection.table_names()
    some = "UPDATE django_migrations SET app = app WHERE 1 = 0"
    other = "CREATE TABLE doctor_was_here (id integer)"
    try:
        with transaction.atomic():
            _ask_nothing(some if "django_migrations" in tables else other)
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 - each database refuses in its own way
        fix = "check for a standby server, a full disk or a missing permission"
        return bad(f"it is readable but not writable ({error})", fix=fix)
    return good("it is writable")


def _ask_nothing(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@register("migrations", order=30)
def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        first = ", ".join(f"{step.app_label}.{step.name}" for step, _back in plan[:3])
        more = " …" if len(plan) > 3 else ""
        fix = f"run {command('migrate')}"
        yield bad(f"{len(plan)} migrations have not been run ({first}{more})", fix=fix)
    else:
        yield good("the tables match this version")


@register("clock", order=35)
def clock() -> Iterator[Finding]:
    """Leases and signed links depend on the clock."""
    now = datetime.now(UTC)
    if connection.vendor == "sqlite":
        yield good(f"this machine's clock says {now:%Y-%m-%d %H:%M:%S} UTC")
        return
    skew = abs((_ask("SELECT clock_timestamp()") - datetime.now(UTC)).total_seconds())
    if skew > SKEW_SECONDS:
        fix = "set both with NTP, or jobs will be taken from workers that are alive"
        yield bad(f"the clocks of this machine and the database differ by {skew:.0f} s", fix=fix)
    else:
        yield good(f"the clocks of this machine and the database agree to {skew:.1f} s")
