import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from core import trace
from core.log_lines import JsonLines, OnlyServerErrors
from core.shown_path import SECRET_PARTS, shown_path

# Parts of addresses that name a thing; whoever knows them has no right by that.
HARMLESS_PARTS = {
    "action",
    "action_name",
    "app_label",
    "app_name",
    "content_type_app_name",
    "content_type_model_name",
    "filter_spec",
    "media_type",
    "model_name",
    "name",
    "object_id",
    "pk",
    "revision_id_a",
    "revision_id_b",
}


@pytest.fixture
def lines() -> Iterator[Any]:
    """A logger of its own whose records come back as parsed lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("practika.test_lines")
    logger.handlers, logger.propagate, logger.level = [handler], False, logging.INFO
    yield logger, lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.handlers = []


def test_a_record_is_one_line_of_json(lines: Any) -> None:
    logger, read = lines
    logger.info("two\nlines of %s", "text", extra={"duration_ms": 4})
    (line,) = read()
    assert next(iter(line)) == "time"
    assert line["time"].endswith("+00:00")
    del line["time"]
    assert line == {
        "level": "INFO",
        "logger": "practika.test_lines",
        "message": "two\nlines of text",
        "duration_ms": 4,
    }


def test_a_line_carries_the_request_and_the_job(lines: Any) -> None:
    logger, read = lines
    with trace.within(trace.request_id, "r" * 8), trace.within(trace.job_id, "j" * 8):
        logger.info("inside")
    logger.info("outside")
    inside, outside = read()
    assert (inside["request_id"], inside["job_id"]) == ("r" * 8, "j" * 8)
    assert {"request_id", "job_id"} & set(outside) == set()


def test_a_failure_is_logged_with_its_traceback(lines: Any) -> None:
    logger, read = lines
    try:
        raise ValueError("broken")
    except ValueError:
        logger.exception("it failed")
    (line,) = read()
    assert "ValueError: broken" in line["exception"]


def test_a_request_is_never_written_out(lines: Any) -> None:
    logger, read = lines
    request = HttpRequest()
    request.path = "/here/"
    logger.error("%s: %s", "Server Error", "/here/", extra={"request": request, "status_code": 500})
    (line,) = read()
    assert {"request", "status_code"} & set(line) == set()


def test_responses_below_500_are_logged_once() -> None:
    request, tells = HttpRequest(), OnlyServerErrors()
    request.path = "/storage/get/" + "x" * 80
    kept = logging.makeLogRecord(
        {"status_code": 500, "request": request, "args": ("Error", request.path), "msg": "%s: %s"}
    )
    assert tells.filter(kept)
    assert kept.getMessage() == "Error: /storage/get/…"
    assert not tells.filter(logging.makeLogRecord({"status_code": 404}))


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/practice/", "/practice/"),
        ("/storage/put/" + "a" * 90, "/storage/put/…"),
        ("/storage/get/short", "/storage/get/…"),
        ("/account/password/reset/key/1a-secret/", "/account/password/reset/key/…-…/"),
        ("/account/confirm-email/Mg:1abc/", "/account/confirm-email/…/"),
        ("/nowhere/" + "b" * 50, "/nowhere/…"),
    ],
)
def test_secrets_in_a_path_are_hidden(path: str, shown: str) -> None:
    request = HttpRequest()
    request.path = path
    try:
        request.resolver_match = get_resolver().resolve(path)
    except Exception:  # noqa: BLE001 - what resolves to nothing has no match, as in a request
        request.resolver_match = None
    assert shown_path(request) == shown


def _captured(resolver: URLResolver) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        converters = entry.pattern.converters
        regex = getattr(entry.pattern, "regex", None)
        for name in regex.groupindex if regex else ():
            kind = type(converters[name]).__name__ if name in converters else "regex"
            yield name, kind
        if not isinstance(entry, URLPattern):
            yield from _captured(entry)


def test_every_text_in_an_address_is_judged() -> None:
    """A new one is either a secret, hidden from logs, or only a name."""
    safe = {"IntConverter", "UUIDConverter", "RenditionName"}
    texts = {name for name, kind in _captured(get_resolver()) if kind not in safe}
    assert sorted(texts - HARMLESS_PARTS) == sorted(SECRET_PARTS)
