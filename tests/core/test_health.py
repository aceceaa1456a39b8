"""What the health checks report, and how fast."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.test import Client

from core import health


@pytest.fixture(autouse=True)
def _nothing_seen_yet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    fresh = {
        name: health.Part(name, part.look, part.keep_seconds, part.is_needed)
        for name, part in health.PARTS.items()
    }
    monkeypatch.setattr(health, "PARTS", fresh)
    health._migrated.clear()
    yield
    health._migrated.clear()


def _raises() -> bool:
    raise RuntimeError("password=secret")


@pytest.mark.parametrize("path", ["/core/health/", "/core/health/ready/"])
def test_ready_is_public_and_lists_each_part(client: Client, db: None, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    parts = {"database": True, "migrations": True, "storage": True, "queue": True}
    assert response.json() == {"status": "ok", "parts": parts}


def test_ready_names_what_fails_and_leaks_nothing(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    health.register("storage", _raises)

    response = client.get("/core/health/ready/")

    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"
    assert response.json()["parts"]["storage"] is False
    assert "secret" not in response.content.decode()


def test_a_missing_queue_degrades_but_stays_ready(client: Client, db: None) -> None:
    health.register("queue", _raises, is_needed=False)

    response = client.get("/core/health/ready/")

    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["parts"]["queue"] is False


def test_a_part_that_hangs_counts_as_down_and_is_checked_once(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LIMIT_SECONDS", 0.3)
    asked, goes_on = [], threading.Event()

    def hangs() -> bool:
        asked.append(1)
        return goes_on.wait(30)

    health.register("storage", hangs)
    began = time.monotonic()
    answers = [client.get("/core/health/ready/") for _ in range(3)]
    took = time.monotonic() - began
    goes_on.set()

    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert took < 15
    assert asked == [1]


def test_what_was_seen_is_kept_for_a_while(client: Client, db: None) -> None:
    asked = []

    def look() -> bool:
        asked.append(1)
        return True

    health.register("storage", look, keep_seconds=60)
    for _ in range(3):
        client.get("/core/health/ready/")

    assert asked == [1]


def test_missing_migrations_make_it_unready(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: ["one"])

    response = client.get("/core/health/ready/")

    assert response.status_code == 503
    assert response.json()["parts"]["migrations"] is False


def test_live_looks_at_nothing(client: Client) -> None:
    """Without the `db` fixture any question to the database would fail."""
    response = client.get("/core/health/live/")

    assert response.json() == {"status": "ok"}


def test_health_is_for_reading_only(client: Client, db: None) -> None:
    for path in ("/core/health/", "/core/health/live/", "/core/health/ready/"):
        assert client.post(path).status_code == 405
