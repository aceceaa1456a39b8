"""A form that could not be taken is answered in words, not by an empty or a technical page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User

pytestmark = pytest.mark.django_db

PAGE = {"Accept": "text/html"}
SENTENCE = "This was not sent"


@pytest.fixture
def browser(student: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(student)
    return client


def test_a_form_from_before_another_log_in_is_told(browser: Client, take: Any) -> None:
    """The second tab: its page holds the token of the session before."""
    address = reverse("practice:take_withdraw", args=[take.pk])
    response = browser.post(address, {"csrfmiddlewaretoken": "a" * 64}, headers=PAGE)

    assert response.status_code == 403
    assert SENTENCE in response.content.decode()


def test_a_guest_is_told_too() -> None:
    guest = Client(enforce_csrf_checks=True)

    assert SENTENCE in guest.post(reverse("account_login"), headers=PAGE).content.decode()


def test_scripts_are_told_in_their_own_form(browser: Client, take: Any) -> None:
    address = reverse("practice:take_retry", args=[take.pk])
    response = browser.post(address, headers={"Accept": "application/json"})

    assert response.status_code == 403
    assert response.json()["error"]["code"] == "stale_form"


def test_the_way_back_from_logging_in_is_no_empty_page(browser: Client, take: Any) -> None:
    response = browser.get(reverse("practice:take_retry", args=[take.pk]), headers=PAGE)

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert SENTENCE in response.content.decode()


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_programs_keep_the_bare_answer(browser: Client, take: Any, accept: str) -> None:
    address = reverse("practice:take_retry", args=[take.pk])

    assert browser.get(address, headers={"Accept": accept}).content == b""
