"""A teacher sets up a second step at log-in and uses it: an app's codes, and a passkey."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts.codes import code_of
from tests.browser.axe import hindrances
from tests.browser.conftest import DESKTOP, Login
from tests.browser.test_erasing import fits
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 360, "height": 740}
both_sizes = pytest.mark.parametrize("viewport", [DESKTOP, NARROW], indirect=True)


@pytest.fixture
def with_a_finger(page: Page) -> Iterator[Page]:
    """A device with a fingerprint reader, as Chromium plays one."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    session.detach()


def confirm(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def log_in(page: Page, person: User) -> None:
    page.goto("/account/login/")
    page.locator("main").get_by_label("E-mail address").fill(person.email)
    page.locator("main").get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()


def at_home(page: Page, live_server: Any) -> None:
    page.wait_for_url(f"{live_server.url}/admin/")


@both_sizes
def test_codes_of_an_app(page: Page, login: Login, teacher: User, live_server: Any) -> None:
    login(page, teacher).goto("/profile/")
    page.get_by_role("link", name="Two-step log-in").click()
    page.get_by_role("link", name="Set up an app").click()
    confirm(page)
    expect(page.get_by_role("heading", name="Set up an app")).to_be_visible()
    secret = page.locator("code.secret").inner_text()
    assert hindrances(page) == []
    assert fits(page)
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("10 codes are left.")).to_be_visible()
    assert hindrances(page) == []
    assert fits(page)
    recovery = page.locator("ul.secret code").first.inner_text()

    page.context.clear_cookies()
    log_in(page, teacher)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    assert hindrances(page) == []
    assert fits(page)
    page.get_by_label("Code").fill(code_of(secret, periods=1))
    page.get_by_role("button", name="Log in").click()
    at_home(page, live_server)

    page.context.clear_cookies()
    log_in(page, teacher)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Log in").click()
    at_home(page, live_server)


def test_a_passkey_logs_in_alone(
    with_a_finger: Page, login: Login, teacher: User, live_server: Any
) -> None:
    page = with_a_finger
    login(page, teacher).goto("/account/two-step/")
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("Name").fill("My laptop")
    assert hindrances(page) == []
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/two-step/webauthn/")
    expect(page.get_by_text("My laptop")).to_be_visible()
    assert hindrances(page) == []

    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    at_home(page, live_server)

    page.context.clear_cookies()
    log_in(page, teacher)
    page.get_by_role("button", name="Use a passkey").click()
    at_home(page, live_server)

    page.goto("/account/two-step/recovery-codes/")
    page.get_by_role("link", name="Use a passkey instead").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_a_passkey_that_is_not_there_is_told(page: Page, live_server: Any) -> None:
    page.goto("/account/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }"
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("That did not work, or was cancelled.")).to_be_visible()


def test_the_reminder_in_the_admin_can_be_read(
    page: Page, login: Login, teacher: User, settings: Any
) -> None:
    settings.STAFF_SECOND_STEP = True
    login(page, teacher).goto("/admin/")
    page.get_by_role("link", name="Set it up now").click()
    expect(page.get_by_role("heading", name="Two-step log-in")).to_be_visible()
