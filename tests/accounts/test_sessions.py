from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.sessions import OLD_BACKEND, SessionStore


def test_a_session_is_read_as_django_writes_it(db: None) -> None:
    store = SessionStore()
    store["seen"] = {"a": [1, 2]}
    store.save()
    assert SessionStore(store.session_key).get("seen") == {"a": [1, 2]}


def test_a_session_that_has_ended_is_empty(db: None) -> None:
    store = SessionStore()
    store["seen"] = True
    store.save()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    again = SessionStore(store.session_key)
    assert again.get("seen") is None
    assert again.session_key is None


def test_an_invalid_key_belongs_to_nobody(client: Any, db: None) -> None:
    for key in ("x" * 32, "short", "'; --", "é" * 10):
        client.cookies["sessionid"] = key
        assert client.get("/practice/").status_code == 302


def test_a_page_takes_two_queries_to_load_the_user(client: Any, student: User) -> None:
    client.force_login(student)
    client.get("/profile/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/profile/")
    who = [one["sql"] for one in queries.captured_queries][:2]
    assert "django_session" in who[0]
    assert "accounts_user" in who[1]
    assert "standing_roles" in who[1]


def test_logging_out_ends_it(client: Any, student: User) -> None:
    client.force_login(student)
    key = client.session.session_key
    client.post("/account/logout/")
    client.cookies["sessionid"] = key
    assert client.get("/practice/").status_code == 302


def test_sessions_from_before_packages_moved_are_still_valid(client: Any, student: User) -> None:
    client.force_login(student)
    session = client.session
    session[BACKEND_SESSION_KEY] = OLD_BACKEND
    session.save()
    assert OLD_BACKEND.startswith("portal.")
    assert client.get("/profile/").status_code == 200
