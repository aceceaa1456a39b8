"""Health and metrics work by a web server's IP address, in plain HTTP."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

HEALTH = ["/core/health/", "/core/health/live/", "/core/health/ready/"]
ADDRESS = "10.0.0.7:8001"


@pytest.fixture
def balancer(settings: Any, db: None) -> Client:
    """As in production: HTTPS is required, and only one host name is allowed."""
    settings.ALLOWED_HOSTS = ["practika.example"]
    settings.SECURE_SSL_REDIRECT = True
    return Client(headers={"host": ADDRESS})


@pytest.mark.parametrize("path", HEALTH)
def test_a_balancer_needs_neither_name_nor_https(balancer: Client, path: str) -> None:
    response = balancer.get(path)
    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_prometheus_needs_neither_name_nor_https(balancer: Client, settings: Any) -> None:
    settings.METRICS_ALLOWED = [ip_network("127.0.0.1")]
    response = balancer.get("/metrics/")
    assert response.status_code == 200
    assert b"practika_request_seconds" in response.content


def test_without_access_to_metrics_the_host_name_is_checked_as_usual(balancer: Client) -> None:
    assert balancer.get("/metrics/").status_code == 400


@pytest.mark.parametrize("path", ["/", "/core/health/other/", "/account/login/"])
def test_all_else_keeps_to_the_name_and_https(balancer: Client, path: str) -> None:
    assert balancer.get(path).status_code == 400
    named = balancer.get(path, headers={"host": "practika.example"})
    assert (named.status_code, named.headers["Location"]) == (
        301,
        f"https://practika.example{path}",
    )
