"""PostgreSQL and Redis restarted, stopped and hung under a running portal: nobody gets an error,
no traceback is in the log, nothing is lost, and all of it works again by itself."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from scripts.common.waiting import eventually
from scripts.services.server import Server
from tests.faults.conftest import Portal

pytestmark = pytest.mark.slow

KEPT_SECONDS = 2.5
"""How old an answer about the database may be."""


@pytest.fixture(autouse=True)
def _all_is_there_again(portal: Portal) -> Iterator[None]:
    yield
    for server in (portal.postgres, portal.redis, portal.worker):
        server.resume()
        server.start()
    assert eventually(lambda: portal.health().json()["status"] == "ok")


def said_since(server: Server, seen: int) -> list[str]:
    """Its own log lines of something being wrong, without those of requests."""
    lines = server.log.read_text(encoding="utf-8").splitlines()[seen:]
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert [line for line in lines if "Traceback" in line] == []
    return [one["message"] for one in told if one.get("level") in ("ERROR", "WARNING", "CRITICAL")]


def lines_of(server: Server) -> int:
    return len(server.log.read_text(encoding="utf-8").splitlines())


def test_all_works_before(portal: Portal) -> None:
    assert portal.page().status_code == 200
    assert portal.call("GET", "exercises/").status_code == 200
    assert portal.health().json()["status"] == "ok"


def test_a_restart_of_the_database_is_not_noticed(portal: Portal) -> None:
    """Every thread holds a connection that the restart has cut."""
    answers: list[requests.Response] = []
    for _ in range(2):
        answers += [portal.page() for _ in range(6)]
        portal.postgres.restart()
        answers += [portal.page() for _ in range(6)]

    assert {answer.status_code for answer in answers} == {200}


def test_a_database_that_is_away_is_a_page_and_comes_back(portal: Portal) -> None:
    seen = lines_of(portal.web)
    portal.postgres.stop()

    pages = [portal.page() for _ in range(10)]
    call, live = portal.call("GET", "exercises/"), portal.health("live")
    assert eventually(lambda: not portal.health().json()["parts"]["database"])
    ready = portal.health()
    portal.postgres.start()

    assert {page.status_code for page in pages} == {503}
    assert "back in a moment" in pages[0].text
    assert pages[0].headers["Retry-After"] == "10"
    assert (call.status_code, call.json()["error"]["code"]) == (503, "unavailable")
    assert (ready.status_code, live.status_code) == (503, 200)
    assert 1 <= len(said_since(portal.web, seen)) <= 4
    assert portal.page().status_code == 200


def test_a_database_that_hangs_is_told_in_time(portal: Portal) -> None:
    portal.postgres.pause()
    time.sleep(KEPT_SECONDS)
    began = time.monotonic()
    ready, live = portal.health(), portal.health("live")
    took = time.monotonic() - began
    portal.postgres.resume()

    assert (ready.status_code, live.status_code) == (503, 200)
    assert took < 8


@pytest.mark.parametrize("how", ["kill", "pause"])
def test_without_redis_all_goes_on(portal: Portal, real_video: Path, how: str) -> None:
    seen = lines_of(portal.web)
    getattr(portal.redis, how)()

    pages = [portal.page().status_code for _ in range(5)]
    take = portal.send(real_video)
    log_in = _log_in(portal)
    assert eventually(lambda: portal.health().json()["status"] == "degraded")
    health = portal.health()
    said = said_since(portal.web, seen)
    portal.redis.resume()
    portal.redis.start()

    assert set(pages) == {200}
    assert log_in.status_code == 302
    assert health.status_code == 200
    assert all("Redis" in line for line in said)
    assert len(said) <= 10
    assert eventually(lambda: portal.phase_of(take) == "ready")


def _log_in(portal: Portal) -> requests.Response:
    session = requests.Session()
    session.trust_env = False
    address = f"{portal.web.url}/account/login/"
    token = session.get(address, timeout=30).cookies["csrftoken"]
    fields = {"login": portal.people["email"], "password": "a password for tests"}
    told = fields | {"csrfmiddlewaretoken": token}
    return session.post(address, told, allow_redirects=False, timeout=30)


def test_a_worker_lives_through_it(portal: Portal, real_video: Path) -> None:
    seen, pid = lines_of(portal.worker), portal.worker.pid
    for server in (portal.redis, portal.postgres):
        server.stop()
        time.sleep(4)
        server.start()
    take = portal.send(real_video)
    assert eventually(lambda: portal.phase_of(take) == "ready")

    assert portal.worker.pid == pid
    assert portal.worker.is_running
    assert len(said_since(portal.worker, seen)) < 25


def test_web_and_worker_start_before_what_they_stand_on(portal: Portal, real_video: Path) -> None:
    """As after a power cut, when all machines come up at once and in any order."""
    for server in (portal.postgres, portal.redis):
        server.stop()
    for program in (portal.web, portal.worker):
        program.restart()
    live, ready = portal.health("live"), portal.health()
    time.sleep(5)
    for server in (portal.redis, portal.postgres):
        server.start()
    assert eventually(lambda: portal.health().json()["status"] == "ok")
    take = portal.send(real_video)

    assert (live.status_code, ready.status_code) == (200, 503)
    assert eventually(lambda: portal.phase_of(take) == "ready")
    assert portal.worker.is_running
