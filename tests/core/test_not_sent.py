"""A form that could not be accepted gets an explanation, not an empty or technical page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db

PAGE = {"Accept": "text/html"}
SENTENCE = "This was not sent"


@pytest.fixture
def browser(student: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(student)
    return client


def test_a_form_from_before_another_log_in_gets_an_explanation(browser: Client, take: Any) -> None:
    """The second tab: its page holds the token of the session before."""
    address = reverse("practice:take_withdraw", args=[take.pk])
    response = browser.post(address, {"csrfmiddlewaretoken": "a" * 64}, headers=PAGE)

    assert response.status_code == 403
    assert SENTENCE in response.content.decode()


def test_a_guest_gets_the_explanation_too() -> None:
    guest = Client(enforce_csrf_checks=True)

    assert SENTENCE in guest.post(reverse("account_login"), headers=PAGE).content.decode()


def test_scripts_get_json(browser: Client, take: Any) -> None:
    address = reverse("practice:take_retry", args=[take.pk])
    response = browser.post(address, headers={"Accept": "application/json"})

    assert response.status_code == 403
    assert response.json()["error"]["code"] == "stale_form"


def test_returning_from_the_log_in_shows_no_empty_page(browser: Client, take: Any) -> None:
    response = browser.get(reverse("practice:take_retry", args=[take.pk]), headers=PAGE)

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert SENTENCE in response.content.decode()


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_programs_keep_the_bare_answer(browser: Client, take: Any, accept: str) -> None:
    address = reverse("practice:take_retry", args=[take.pk])

    assert browser.get(address, headers={"Accept": accept}).content == b""


# What the browser of that page sends.
FORM = {"Accept": "text/html", "Referer": "http://testserver/practice/?page=2"}
WORDS = "My bow <b>slips</b> in the second bar"


def test_a_form_sent_after_the_session_ended_keeps_its_words(client: Client, take: Any) -> None:
    address = reverse("feedback:threads", args=[take.pk])
    html = client.post(address, {"text": WORDS, "at_ms": "500"}, headers=FORM).content.decode()

    assert "You have been logged out" in html
    assert "My bow &lt;b&gt;slips&lt;/b&gt; in the second bar</textarea>" in html
    assert 'name="at_ms" value="500"' in html
    assert f'action="{address}"' in html
    assert "/account/login/?next=%2Fpractice%2F%3Fpage%3D2" in html


def test_an_expired_token_keeps_the_words_and_sends_them_again(browser: Client, take: Any) -> None:
    address = reverse("feedback:threads", args=[take.pk])
    sent = {"text": WORDS, "csrfmiddlewaretoken": "a" * 64}
    first = browser.post(address, sent, headers=FORM)
    token = browser.cookies["csrftoken"].value
    again = browser.post(address, {"text": WORDS, "csrfmiddlewaretoken": token}, headers=FORM)

    assert first.status_code == 403
    assert "second bar</textarea>" in first.content.decode()
    assert again.status_code == 302
    assert take.threads.get().messages.get().text == WORDS


@pytest.mark.parametrize(
    "from_elsewhere",
    [{"Referer": "https://evil.example/"}, {"Referer": ""}, {"Origin": "https://evil.example"}],
)
def test_words_of_another_site_are_not_offered(
    browser: Client, take: Any, from_elsewhere: dict[str, str]
) -> None:
    address = reverse("feedback:threads", args=[take.pk])
    response = browser.post(address, {"text": WORDS}, headers=FORM | from_elsewhere)

    assert response.status_code == 403
    assert "slips" not in response.content.decode()


def test_passwords_are_never_shown() -> None:
    guest = Client(enforce_csrf_checks=True)
    sent = {"login": "student@example.com", "password": "a very secret password"}
    headers = FORM | {"Referer": "http://testserver/account/login/"}

    assert (
        "secret" not in guest.post(reverse("account_login"), sent, headers=headers).content.decode()
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {"Accept": "*/*", "Sec-Fetch-Dest": "empty"},
        {"Accept": "text/html", "X-Requested-With": "XMLHttpRequest"},
    ],
)
@pytest.mark.parametrize("address", ["/practice/", "/admin/", "/admin/feedback/queue/"])
def test_a_script_learns_that_nobody_is_logged_in(
    client: Client, address: str, headers: dict[str, str]
) -> None:
    response = client.get(address, headers=headers)

    assert response.status_code == 401
    assert response.json()["error"]["code"] == "not_authenticated"


def test_a_person_without_the_right_is_not_asked_to_log_in(browser: Client) -> None:
    headers = {"X-Requested-With": "XMLHttpRequest"}

    assert browser.get("/admin/", headers=headers).status_code == 403


def test_the_api_says_what_to_do(client: Client) -> None:
    error = client.get("/api/v1/clips/").json()["error"]

    assert error["code"] == "not_authenticated"
    assert "Log in" in error["message"]


def test_the_api_calls_an_expired_token_a_stale_form(browser: Client, take: Any) -> None:
    address = f"/api/v1/clips/{take.pk}/threads/"
    response = browser.post(address, {"text": WORDS}, content_type="application/json")

    assert response.status_code == 403
    assert response.json()["error"]["code"] == "stale_form"


def test_a_page_can_ask_whose_session_it_is(browser: Client, student: User) -> None:
    address = reverse("accounts:session")

    assert browser.get(address).json() == {"person": str(student.pk), "name": "Student"}
    assert Client().get(address).json() == {"person": "", "name": ""}
    User.objects.filter(pk=student.pk).update(is_active=False)
    assert browser.get(address).json()["person"] == ""
