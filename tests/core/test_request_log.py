import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from core.log_lines import JsonLines


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    logger, collector = logging.getLogger("practika.access"), Lines()
    monkeypatch.setattr(logger, "handlers", [collector])
    monkeypatch.setattr(logger, "level", logging.INFO)
    logger.manager._clear_cache()  # type: ignore[attr-defined]
    yield collector.lines
    logger.manager._clear_cache()  # type: ignore[attr-defined]


def test_a_request_is_one_line(client: Any, student: Any, told: Any) -> None:
    client.force_login(student)
    answer = client.get("/practice/?q=secret", HTTP_X_REQUEST_ID="from-the-proxy")
    (line,) = told
    assert line.pop("duration_ms") > 0
    del line["time"]
    assert line == {
        "level": "INFO",
        "logger": "practika.access",
        "message": "GET /practice/ 200",
        "method": "GET",
        "path": "/practice/",
        "status": 200,
        "user_id": str(student.pk),
        "request_id": "from-the-proxy",
    }
    assert answer["X-Request-ID"] == "from-the-proxy"


def test_anonymous_requests_have_no_user_id(client: Any, db: None, told: Any) -> None:
    client.get("/core/health/")
    client.get("/practice/")
    assert [line["user_id"] for line in told] == [None, None]


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space", 'quote"quote', "ä" * 9])
def test_an_odd_id_is_replaced(client: Any, db: None, given: str) -> None:
    answer = client.get("/core/health/", HTTP_X_REQUEST_ID=given)
    assert answer["X-Request-ID"] != given
    assert len(answer["X-Request-ID"]) == 32


def test_the_id_ends_with_the_request(client: Any, db: None, told: Any) -> None:
    client.get("/core/health/", HTTP_X_REQUEST_ID="first-request")
    logging.getLogger("practika.access").info("between")
    assert [line.get("request_id") for line in told] == ["first-request", None]


def test_an_api_caller_is_named(client: Any, student: Any, told: Any) -> None:
    from knox.models import get_token_model

    _row, token = get_token_model().objects.create(user=student)
    client.get("/api/v1/exercises/", HTTP_AUTHORIZATION=f"Token {token}")
    assert told[0]["user_id"] == str(student.pk)
