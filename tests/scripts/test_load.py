"""The load benchmark's arithmetic and tools. Not its figures: machines differ."""

import http.server
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.common.processes import cpu_seconds
from scripts.load import __main__ as bench
from scripts.load.pages import figures
from scripts.load.uploads import Round
from scripts.load.uploads import figures as upload_figures
from scripts.load.wrk import Answers, load
from scripts.testbed.table import Row


class Counting(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cookies: set[str] = set()

    def do_GET(self) -> None:
        self.cookies.add(self.headers["Cookie"])
        self.send_response(200 if self.path == "/" else 302)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args: Any) -> None:
        """Thousands of them."""


@pytest.fixture
def server() -> Iterator[str]:
    serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    serving.daemon_threads = True
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()
    thread.join()


def answers(per_second: float, p95_ms: float = 100, errors: int = 0) -> Answers:
    return Answers(int(per_second * 10), 10, p95_ms / 2, p95_ms, p95_ms, p95_ms, errors)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people"
    path.write_text("".join(f"Cookie: sessionid={number}\n" for number in range(3)))
    return path


def test_everybody_makes_requests_in_turn(server: str, people: Path) -> None:
    Counting.cookies.clear()
    found = load(f"{server}/", people, at_once=3, seconds=1)
    assert Counting.cookies == {"sessionid=0", "sessionid=1", "sessionid=2"}
    assert found.requests > 3
    assert found.errors == 0
    assert 0 < found.p50_ms <= found.p95_ms <= found.max_ms


def test_a_redirect_is_an_error(server: str, people: Path) -> None:
    found = load(f"{server}/elsewhere", people, at_once=2, seconds=1)
    assert found.errors == found.requests > 0


def test_pages_are_compared_with_the_bare_one() -> None:
    found = {
        "bare page": [answers(100), answers(200), answers(300)],
        "lesson page": [answers(100, 250), answers(130, 150), answers(140, 190, errors=1)],
    }
    rows = {row.name: row for row in figures(found)}
    pace = rows["lesson page: requests a second"]
    assert (pace.value, pace.baseline, pace.ratio, pace.ok) == (130, 200, 0.65, True)
    assert rows["lesson page: p95 with 50 at once"].value == 190
    assert not rows["lesson page: errors"].ok
    assert not rows["bare page: requests a second"].is_promise


def test_a_minimum_ratio_is_enforced() -> None:
    assert Row("a", 6, baseline=10, least_ratio=0.6).ok
    assert not Row("a", 5, baseline=10, least_ratio=0.6).ok
    assert not Row("a", 5, least_ratio=0.6).ok
    assert Row("a", 5, baseline=10, least_ratio=0.6).target == "≥ 0.6 ×"


def test_uploads_are_compared_with_bare_ones() -> None:
    ours, bare = [Round(25, 30, 0, cpu=2)], [Round(20, 22, 0)]
    rows = {row.name: row for row in upload_figures(ours, bare)}
    assert rows["100 uploads of 20 MB at once: sent"].ratio == 0.8
    assert rows["web servers' processor time for 1 GB"].value == pytest.approx(2 / (2000 / 1024))


def test_processor_time_is_that_of_the_process() -> None:
    before = cpu_seconds([os.getpid()])
    sum(number * number for number in range(2_000_000))
    assert cpu_seconds([os.getpid()]) > before
    assert cpu_seconds([0]) == 0


def test_parts_that_were_not_run_are_kept(tmp_path: Path, monkeypatch: Any) -> None:
    found = tmp_path / "load.json"
    found.write_text(
        json.dumps({"rows": [{"name": "old", "value": 1}, {"name": "new", "value": 2}]})
    )
    monkeypatch.setattr(bench, "FOUND", found)
    assert bench.others([Row("new", 3)]) == [Row("old", 1)]
