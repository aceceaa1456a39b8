"""An outage gives a page, an answer for programs and one log line; a bug stays an error 500."""

import errno
import logging
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory
from django.urls import path
from redis.exceptions import ConnectionError as RedisAwayError

from core import outage
from core.bucket.away import FilesAway
from core.errors import api_exception_handler
from core.seldom import Seldom
from core.short_outages import OutagesInOneLine
from videos.storage import StorageFull, StorageTrouble

NOW: list[Exception] = []


def fails(request: HttpRequest) -> None:
    raise NOW[0]


urlpatterns = [path("fails/", fails), path("api/fails/", fails)]
handler500 = "core.outage.server_error"


@pytest.fixture(autouse=True)
def _said_nothing_yet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(outage, "seldom", Seldom(outage.logger, seconds=60))
    yield
    NOW.clear()


@pytest.fixture
def visit(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)

    def go(error: Exception, where: str = "/fails/", accept: str = "text/html") -> Any:
        NOW[:] = [error]
        return client.get(where, headers={"Accept": accept})

    return go


AWAY = OperationalError("could not connect to server: Connection refused")
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AWAY, 503),
        (InterfaceError("connection already closed"), 503),
        (OperationalError("database is locked"), 503),
        (OperationalError("database or disk is full"), 507),
        (FULL, 507),
        (StorageTrouble("connection reset"), 503),
        (StorageFull("quota"), 507),
        (RedisAwayError("refused"), 503),
    ],
)
def test_an_outage_is_a_page_that_says_what_to_do(visit: Any, error: Any, status: int) -> None:
    response = visit(error)

    assert response.status_code == status
    assert response["Retry-After"] == "10"
    assert response["Cache-Control"] == "no-store"
    page = response.content.decode()
    assert "Try again" in page
    assert str(error) not in page


def test_a_form_is_sent_to_where_its_words_are_kept(visit: Any) -> None:
    """A link would open its address empty, or one that only takes forms."""
    visit(AWAY)
    client = Client(raise_request_exception=False)
    page = client.post("/fails/", headers={"Accept": "text/html"}).content.decode()

    assert "what you typed is still there" in page
    assert "Try again" not in page


def test_programs_get_the_same_in_their_own_form(visit: Any) -> None:
    response = visit(AWAY, "/api/fails/", accept="*/*")

    assert response.status_code == 503
    assert response.json()["error"]["code"] == "unavailable"


def test_players_get_a_line(visit: Any) -> None:
    response = visit(StorageTrouble("reset"), accept="*/*")

    assert response["Content-Type"] == "text/plain"
    assert "video storage" in response.content.decode()


@pytest.mark.parametrize(
    "error",
    [KeyError("bug"), OperationalError("no such table: videos_job"), OSError(errno.EBADF, "bad")],
)
def test_a_fault_stays_an_error_500(visit: Any, error: Exception) -> None:
    assert visit(error).status_code == 500


def test_errors_in_middleware_are_outages_too(
    settings: Any, monkeypatch: pytest.MonkeyPatch, client: Client, db: None
) -> None:
    """Sessions and people are looked up before any view is called."""
    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    def away(*args: object, **kwargs: object) -> None:
        raise AWAY

    monkeypatch.setattr(f"{settings.SESSION_ENGINE}.SessionStore.load", away)

    response = client.get("/admin/", headers={"Accept": "text/html"})

    assert response.status_code == 503


def test_a_thousand_requests_of_one_outage_make_one_line(
    visit: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(100):
        visit(AWAY)

    lines = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [line.getMessage() for line in lines] == [
        (
            "the database does not work (OperationalError: could not connect to server: "
            "Connection refused); GET /fails/ got 503"
        )
    ]
    assert lines[0].exc_info is None


def test_the_next_line_counts_those_left_out(caplog: pytest.LogCaptureFixture) -> None:
    seldom = Seldom(outage.logger, seconds=0)
    seldom._next["x"] = float("inf")
    for _ in range(3):
        seldom.error("x", "it is away")
    seldom._next["x"] = 0
    seldom.error("x", "it is away")

    assert [r.getMessage() for r in caplog.records] == [
        "it is away (and 3 times since the last line)"
    ]


def test_the_api_uses_its_error_format() -> None:
    response = api_exception_handler(StorageFull("quota"), {"request": RequestFactory().get("/a/")})

    assert response is not None
    assert response.status_code == 507
    assert response.data["error"]["code"] == "no_room"
    assert response["Retry-After"] == "10"


def test_errors_of_libraries_are_classified() -> None:
    from botocore.exceptions import EndpointConnectionError

    assert outage.kind_of(EndpointConnectionError(endpoint_url="http://x")) is FilesAway
    assert outage.kind_of(Http404()) is None
    assert outage.kind_of(sqlite3.OperationalError("locked")) is None


def _record(error: Exception) -> logging.LogRecord:
    told = (type(error), error, None)
    return logging.LogRecord("huey", logging.ERROR, "", 1, "Error reading %s", ("it",), told)


def test_loops_log_an_outage_in_one_line() -> None:
    short = OutagesInOneLine()
    first, second = _record(RedisAwayError("refused")), _record(RedisAwayError("refused"))

    assert (short.filter(first), short.filter(second)) == (True, False)
    assert first.getMessage() == "Error reading it (Redis: ConnectionError: refused)"
    assert first.exc_info is None


def test_a_fault_in_a_loop_keeps_its_traceback() -> None:
    short = OutagesInOneLine()
    records = [_record(KeyError("bug")), _record(KeyError("bug"))]

    assert [short.filter(record) for record in records] == [True, True]
    assert all(record.exc_info for record in records)
