import threading
import urllib.error
import urllib.request
from ipaddress import ip_network
from typing import Any

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from core import metrics, metrics_port
from core.metrics_access import may_read

NEAR = [ip_network("127.0.0.1"), ip_network("10.1.0.0/16")]


def count(**labels: str) -> float:
    return REGISTRY.get_sample_value("practika_request_seconds_count", labels) or 0


def read(text: bytes) -> dict[str, Any]:
    return {one.name: one for one in text_string_to_metric_families(text.decode())}


@pytest.mark.parametrize(
    ("environ", "may"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "10.1.2.3"}, True),
        ({"REMOTE_ADDR": "192.0.2.1"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.1"}, False),
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1, 192.0.2.1"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.1.2.3"}, True),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": ""}, False),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "10.1.2.3"}, True),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "nonsense"}, False),
        ({"HTTP_AUTHORIZATION": "Bearer open-sesame"}, True),
        ({"HTTP_AUTHORIZATION": "Bearer wrong"}, False),
        ({"HTTP_AUTHORIZATION": "Token open-sesame"}, False),
        ({"HTTP_AUTHORIZATION": "Bearer "}, False),
        ({}, False),
    ],
)
def test_who_may_read(settings: Any, environ: dict[str, str], may: bool) -> None:
    settings.METRICS_ALLOWED, settings.METRICS_TOKEN = NEAR, "open-sesame"
    assert may_read(environ) is may


def test_by_default_nobody_may_read(client: Any, admin: Any) -> None:
    client.force_login(admin)
    assert client.get("/metrics/").status_code == 404
    assert client.get("/metrics/", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_requests_are_counted_by_route_and_status(client: Any, db: None, settings: Any) -> None:
    settings.METRICS_TOKEN = "open-sesame"
    before = count(method="GET", route="health_live", status="200")
    client.get("/core/health/live/")
    answer = client.get("/metrics/", HTTP_AUTHORIZATION="Bearer open-sesame")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert count(method="GET", route="health_live", status="200") == before + 1
    assert "practika_request_seconds" in read(answer.content)
    assert "practika_jobs" in read(answer.content)


def test_pages_are_distinguished_by_type(client: Any, student: Any, course: Any) -> None:
    client.force_login(student)
    before = count(method="GET", route="courses.Course", status="200")
    client.get(course.url)
    assert count(method="GET", route="courses.Course", status="200") == before + 1


def test_unknown_methods_and_urls_create_no_new_series(client: Any, db: None) -> None:
    before = count(method="other", route="unresolved", status="404")
    client.generic("BREW", "/no-such.thing")
    client.generic("GRIND", "/no-such.other")
    assert count(method="other", route="unresolved", status="404") == before + 2


def test_a_part_that_fails_leaves_the_rest(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Any:
        raise RuntimeError("the table is gone")

    monkeypatch.setattr(metrics, "_rows", [broken, *metrics._rows])
    assert "practika_jobs" in read(metrics.exposition())
    assert "no metrics from broken" in caplog.text


def test_a_worker_offers_its_own(settings: Any, free_port: int) -> None:
    settings.METRICS_TOKEN, settings.WORKER_METRICS_PORT = "open-sesame", free_port
    before = threading.active_count()
    metrics_port._is_open = threading.Lock()
    server = metrics_port.open_once()
    try:
        assert metrics_port.open_once() is None
        told = _get(free_port, "open-sesame")
        assert "practika_job_seconds" in read(told)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            _get(free_port, "wrong")
    finally:
        assert server is not None
        server.shutdown()
        server.server_close()
    assert threading.active_count() <= before + 1


def test_a_taken_port_costs_the_metrics_alone(settings: Any, busy_port: int) -> None:
    settings.WORKER_METRICS_PORT = busy_port
    metrics_port._is_open = threading.Lock()
    assert metrics_port.open_once() is None


def _get(port: int, token: str) -> bytes:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/", headers={"Authorization": f"Bearer {token}"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(asked, timeout=10) as got:
        body: bytes = got.read()
    return body
