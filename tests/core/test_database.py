"""Database connections: limits per kind of process, also on the server side."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from portal.settings.database import postgres_options, process_name
from tests.architecture.ladder import ROOT

POSTGRES = "postgres://someone:secret@db.example/practika"


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["/srv/.venv/bin/gunicorn", "portal.wsgi"], "web"),
        (["manage.py", "runserver"], "web"),
        (["manage.py", "run_huey"], "worker"),
        (["/srv/manage.py", "migrate"], "migrate"),
        (["manage.py"], "web"),
    ],
)
def test_a_process_is_called_what_it_does(arguments: list[str], name: str) -> None:
    assert process_name(arguments) == name


def test_a_page_is_given_up_before_a_worker_is_and_commands_are_not() -> None:
    assert "statement_timeout=20s" in postgres_options("web")["options"]
    assert "statement_timeout=300s" in postgres_options("worker")["options"]
    assert "timeout" not in postgres_options("migrate")["options"]


def settings_with(url: str, **environment: str) -> dict[str, Any]:
    """What a fresh process makes of the environment."""
    code = (
        "import json; from portal.settings.database import DATABASES;"
        "print(json.dumps(DATABASES['default']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": "site:.", "DATABASE_URL": url, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_connections_are_kept_and_checked_before_use() -> None:
    found = settings_with(POSTGRES)
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (60, True)
    assert found["OPTIONS"]["application_name"] == "practika web"


def test_the_address_has_the_last_word() -> None:
    found = settings_with(f"{POSTGRES}?connect_timeout=9&sslmode=require")
    assert int(found["OPTIONS"]["connect_timeout"]) == 9
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_pooler_gets_nothing_that_outlives_a_transaction() -> None:
    found = settings_with(POSTGRES, DATABASE_POOLED="true")
    assert (found["CONN_MAX_AGE"], found["DISABLE_SERVER_SIDE_CURSORS"]) == (0, True)
    assert "options" not in found["OPTIONS"]


def test_sqlite_takes_the_write_lock_at_once() -> None:
    found = settings_with("sqlite:////tmp/never-made.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def shown(name: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}" if connection.vendor == "postgresql" else f"PRAGMA {name}")
        return cursor.fetchone()[0]


def test_the_server_knows_the_limits(db: None) -> None:
    """Whichever server the tests run on."""
    wanted: dict[str, Any] = {"journal_mode": "wal", "busy_timeout": 0, "foreign_keys": 1}
    if connection.vendor == "postgresql":
        wanted = {
            "application_name": "practika web",
            "statement_timeout": "20s",
            "lock_timeout": "10s",
            "idle_in_transaction_session_timeout": "2min",
            "jit": "off",
        }
    assert {name: shown(name) for name in wanted} == wanted
