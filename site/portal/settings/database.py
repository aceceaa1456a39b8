"""Database connections: how long they live, how long they wait, what they are called.

PostgreSQL shows the client as `application_name`: practika web, practika worker, practika migrate.
Options in the query string of DATABASE_URL override all of this.
"""

import sys
from pathlib import Path
from typing import Any

from portal.settings.env import ROOT, flag, folder, knob, reader

_HOME = folder("PRACTIKA_HOME", ROOT / "var")

# In seconds: one statement, the wait for a lock, an idle transaction. When a page takes longer, its
# reader and the proxy have given up. A worker moves large files while its commit waits. Commands
# are watched by whoever started them, and may take hours.
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
    # JIT compilation or parallel workers would cost more than our queries take.
    how = {"jit": "off", "max_parallel_workers_per_gather": "0"}
    if process not in LIMITS:
        return how
    statement, lock, idle = (f"{seconds}s" for seconds in LIMITS[process])
    limits = {"statement_timeout": statement, "lock_timeout": lock}
    return {**how, **limits, "idle_in_transaction_session_timeout": idle}


SQLITE_OPTIONS = {
    # A transaction takes the single write lock when it begins: later, it would fail at once.
    # core.sqlite3 does the waiting; this timeout only applies while the connection is opened.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
    ),
}

_default: Any = knob(reader.dj_db_url, "DATABASE_URL", f"sqlite:///{_HOME / 'practika.sqlite3'}")
if "sqlite3" in _default["ENGINE"]:
    _default |= {"ENGINE": "core.sqlite3", "OPTIONS": SQLITE_OPTIONS}
elif flag("DATABASE_POOLED"):
    # PgBouncer keeps the connections, so Django doesn't, and transactions may get different ones.
    # It supports neither options nor cursors that outlive a transaction: set options on the role.
    _default |= {"CONN_MAX_AGE": 0, "DISABLE_SERVER_SIDE_CURSORS": True}
    _pooled = postgres_options(process_name(sys.argv))
    del _pooled["options"]
    _default["OPTIONS"] = {**_pooled, **_default.get("OPTIONS", {})}
else:
    # Kept between requests and checked before use: one that a restart has cut is opened again. A
    # server that vanishes silently is noticed within a minute.
    _default |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    _usual = postgres_options(process_name(sys.argv))
    _default["OPTIONS"] = {**_usual, **_default.get("OPTIONS", {})}

DATABASES: dict[str, Any] = {"default": _default}
