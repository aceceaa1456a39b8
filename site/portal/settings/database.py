"""The database's connections: how long they live, what they wait for, what they are called.

PostgreSQL tells who asks by `application_name`: practika web, practika worker, practika migrate.
What DATABASE_URL says after its question mark wins over all of this.
"""

import sys
from pathlib import Path
from typing import Any

from portal.settings.env import ROOT, flag, folder, knob, reader

_HOME = folder("PRACTIKA_HOME", ROOT / "var")

# In seconds: a statement, the wait for another one's lock, a transaction that nobody goes on with.
# A page that takes longer has lost its reader; the proxy gave up as well. A worker moves large
# files while its commit waits. Commands are watched by who started them, and may take hours.
LIMITS = {"web": (20, 10, 120), "worker": (300, 60, 1800)}


def process_name(arguments: list[str]) -> str:
    """`web` for a server, `worker`, or the name of the command."""
    if Path(arguments[0]).name != "manage.py" or len(arguments) < 2:
        return "web"
    return {"runserver": "web", "run_huey": "worker"}.get(arguments[1], arguments[1])


def postgres_options(process: str) -> dict[str, Any]:
    return {
        "application_name": f"practika {process}",
        "connect_timeout": 3,
        "keepalives_idle": 20,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "options": " ".join(f"-c {name}={value}" for name, value in _server_side(process).items()),
    }


def _server_side(process: str) -> dict[str, str]:
    # Compiling a query, or starting helpers for it, costs more than any of ours takes.
    how = {"jit": "off", "max_parallel_workers_per_gather": "0"}
    if process not in LIMITS:
        return how
    statement, lock, idle = (f"{seconds}s" for seconds in LIMITS[process])
    limits = {"statement_timeout": statement, "lock_timeout": lock}
    return {**how, **limits, "idle_in_transaction_session_timeout": idle}


SQLITE_OPTIONS = {
    # A transaction asks for the one write lock as it begins: to ask later would fail at once.
    # How it waits is in portal.core.sqlite3; the time-out is for the connection's own beginning.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
    ),
}

_default: Any = knob(reader.dj_db_url, "DATABASE_URL", f"sqlite:///{_HOME / 'practika.sqlite3'}")
if "sqlite3" in _default["ENGINE"]:
    _default |= {"ENGINE": "portal.core.sqlite3", "OPTIONS": SQLITE_OPTIONS}
elif flag("DATABASE_POOLED"):
    # PgBouncer gives each transaction another connection: it holds them, so nobody else does, and
    # knows neither cursors that outlive a transaction nor options. Give those to the role instead.
    _default |= {"CONN_MAX_AGE": 0, "DISABLE_SERVER_SIDE_CURSORS": True}
    _pooled = postgres_options(process_name(sys.argv))
    del _pooled["options"]
    _default["OPTIONS"] = {**_pooled, **_default.get("OPTIONS", {})}
else:
    # Kept between requests and asked before use: one that a restart has cut is made anew. A server
    # that vanished without a word is noticed within a minute.
    _default |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    _usual = postgres_options(process_name(sys.argv))
    _default["OPTIONS"] = {**_usual, **_default.get("OPTIONS", {})}

DATABASES: dict[str, Any] = {"default": _default}
