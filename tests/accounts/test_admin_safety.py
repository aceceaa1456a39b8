"""The admin from named networks only, and a log-in that ends when nobody does anything there."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

from accounts.checks import admin_networks_shut_somebody_out
from accounts.models import User
from tests.accounts.test_access import is_in
from tests.core.test_settings_of_servers import asked
from tests.factories import PASSWORD

SCRIPT = {"X-Requested-With": "XMLHttpRequest", "Sec-Fetch-Dest": "empty"}


@pytest.fixture
def at_work(client: Client, teacher: User) -> Client:
    client.force_login(teacher)
    return client


@pytest.fixture
def school_only(settings: Any) -> None:
    settings.ADMIN_NETWORKS = [ip_network("192.0.2.0/24"), ip_network("2001:db8::/32")]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("192.0.2.7", 200),
        ("::ffff:192.0.2.7", 200),
        ("2001:db8::1", 200),
        ("198.51.100.7", 403),
        ("2001:db9::1", 403),
        ("127.0.0.1", 403),
    ],
)
@pytest.mark.usefixtures("school_only")
def test_only_named_networks_open_the_admin(at_work: Client, address: str, status: int) -> None:
    assert at_work.get("/admin/", REMOTE_ADDR=address).status_code == status


@pytest.mark.usefixtures("school_only")
def test_elsewhere_the_rest_of_the_portal_is_open(at_work: Client) -> None:
    assert at_work.get("/courses/", REMOTE_ADDR="198.51.100.7").status_code == 200


@pytest.mark.usefixtures("school_only")
def test_guests_from_elsewhere_get_no_log_in_page_of_the_admin(client: Client, db: None) -> None:
    assert client.get("/admin/", REMOTE_ADDR="198.51.100.7").status_code == 403
    assert client.get("/admin/login/", REMOTE_ADDR="198.51.100.7").status_code == 403


@pytest.mark.parametrize(("proxies", "status"), [(0, 403), (1, 200)])
@pytest.mark.usefixtures("school_only")
def test_only_our_own_proxy_says_where_somebody_is(
    at_work: Client, settings: Any, proxies: int, status: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    answer = at_work.get(
        "/admin/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.7"
    )
    assert answer.status_code == status


@pytest.mark.usefixtures("school_only")
def test_a_claim_before_our_proxy_opens_nothing(at_work: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    claim = "192.0.2.7, 203.0.113.9"
    answer = at_work.get("/admin/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=claim)
    assert answer.status_code == 403


@pytest.mark.parametrize("value", ["school", "192.0.2.0/33", "192.0.2.1/24"])
def test_a_wrong_network_stops_the_boot(tmp_path: Any, value: str) -> None:
    done = asked(tmp_path, f"ADMIN_NETWORKS={value}")
    assert done.returncode != 0
    assert "the setting ADMIN_NETWORKS is wrong" in done.stderr


def test_a_network_of_everything_is_told(settings: Any) -> None:
    assert admin_networks_shut_somebody_out() == []
    settings.ADMIN_NETWORKS = [ip_network("0.0.0.0/0")]
    [error] = admin_networks_shut_somebody_out()
    assert "0.0.0.0/0" in error.msg


@pytest.fixture
def clock(monkeypatch: Any, settings: Any) -> Any:
    """Minutes; a log-in ends after ten without any action."""
    settings.ADMIN_IDLE_MINUTES = 10

    class Clock:
        now = 1_000_000.0

        def forward(self, minutes: float) -> None:
            self.now += minutes * 60

    clock = Clock()
    monkeypatch.setattr("accounts.idle.time.time", lambda: clock.now)
    return clock


@pytest.fixture
def busy(clock: Any, teacher: User) -> Client:
    client = Client()
    client.post("/account/login/", {"login": teacher.email, "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    return client


def test_by_default_nobody_is_logged_out(at_work: Client) -> None:
    at_work.get("/admin/")
    assert "admin_seen" not in at_work.session


def test_an_unattended_admin_is_logged_out(busy: Client, clock: Any) -> None:
    clock.forward(11)
    answer = busy.get("/admin/feedback/queue/")
    assert answer["Location"] == "/account/login/?next=/admin/feedback/queue/"
    assert not is_in(busy)


def test_opening_pages_keeps_the_log_in(busy: Client, clock: Any) -> None:
    for _visit in range(4):
        clock.forward(6)
        assert busy.get("/admin/").status_code == 200


def test_saving_drafts_keeps_the_log_in(busy: Client, clock: Any) -> None:
    """Drafts are saved by a script, but only after somebody typed."""
    for _time in range(4):
        clock.forward(6)
        busy.post("/admin/feedback/queue/", headers=SCRIPT)
    assert is_in(busy)


@pytest.mark.parametrize(
    ("verb", "path"),
    [("get", "/admin/"), ("post", "/admin/editing-sessions/1/release/")],
)
def test_what_an_open_page_asks_by_itself_does_not(
    busy: Client, clock: Any, verb: str, path: str
) -> None:
    for _time in range(2):
        clock.forward(6)
        getattr(busy, verb)(path, headers=SCRIPT)
    assert not is_in(busy)


def test_a_script_is_told_to_log_in_again(busy: Client, clock: Any) -> None:
    """So the page asks for it in place, and keeps what was typed."""
    clock.forward(11)
    answer = busy.post("/admin/feedback/queue/", headers=SCRIPT)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_authenticated"


def test_a_log_in_long_ago_opens_no_admin(clock: Any, teacher: User) -> None:
    client = Client()
    client.post("/account/login/", {"login": teacher.email, "password": PASSWORD})
    clock.forward(11)
    assert client.get("/courses/").status_code == 200
    assert client.get("/admin/").status_code == 302


def test_a_student_stays_logged_in(clock: Any, student: User) -> None:
    client = Client()
    client.post("/account/login/", {"login": student.email, "password": PASSWORD})
    clock.forward(500)
    assert is_in(client)
