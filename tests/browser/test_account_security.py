"""A person watches over their own account: codes by mail, sessions, API tokens; an idle admin."""

import re
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from accounts.models import ApiToken, User
from practice.models import Take, TakeStatus
from tests import factories
from tests.accounts.codes import code_of, with_app
from tests.browser.axe import hindrances
from tests.browser.conftest import DESKTOP, Login
from tests.browser.test_erasing import fits
from tests.browser.test_lost_session import log_in_again, send, write
from tests.browser.test_two_step_login import NARROW, confirm, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both_sizes = pytest.mark.parametrize("viewport", [DESKTOP, NARROW], indirect=True)


@both_sizes
def test_a_mailed_code_logs_in(page: Page, student: User, live_server: Any) -> None:
    page.goto("/account/login/?next=/practice/")
    page.get_by_role("link", name="Send me a code by e-mail instead").click()
    page.get_by_label("E-mail address").fill(student.email)
    page.get_by_role("button", name="Send the code").click()
    expect(page.get_by_text(f"If {student.email} belongs to an account")).to_be_visible()
    assert hindrances(page) == []
    assert fits(page)
    [code] = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[-1].body, re.M)
    page.get_by_label("Code").fill(code)
    page.locator("main").get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{live_server.url}/practice/")


@both_sizes
def test_another_browser_is_logged_out(
    page: Page, browser: Browser, student: User, live_server: Any
) -> None:
    elsewhere = browser.new_context(base_url=live_server.url)
    other = elsewhere.new_page()
    for one in (other, page):
        log_in(one, student)
        one.wait_for_url(f"{live_server.url}/")
    page.goto("/account/sessions/")
    expect(page.get_by_text("This browser")).to_have_count(1)
    assert hindrances(page) == []
    assert fits(page)
    page.get_by_role("button", name="Log out there").click()
    expect(page.get_by_text("That browser is logged out.")).to_be_visible()
    other.goto("/profile/")
    expect(other.get_by_role("heading", name="Welcome back")).to_be_visible()
    elsewhere.close()


@both_sizes
def test_a_token_is_created_and_revoked(page: Page, login: Login, teacher: User) -> None:
    login(page, teacher).goto("/profile/")
    page.get_by_role("link", name="API tokens").click()
    page.get_by_label("Name").fill("Upload script")
    page.get_by_label("hand in takes and write messages").check()
    assert hindrances(page) == []
    assert fits(page)
    page.get_by_role("button", name="Create a token").click()
    confirm(page)
    expect(page.get_by_text("it is shown only this once")).to_be_visible()
    assert hindrances(page) == []
    assert fits(page)
    assert len(page.locator("code.secret").inner_text()) == 64
    page.get_by_role("link", name="Back to your tokens").click()
    expect(page.get_by_text("May: read what I can see, hand in takes")).to_be_visible()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("You have no API token.")).to_be_visible()
    assert not ApiToken.objects.exists()


def test_words_typed_in_an_idle_admin_are_kept(
    page: Page,
    login: Login,
    teacher: User,
    exercise: Any,
    student: User,
    settings: Any,
    ready_asset: Any,
) -> None:
    settings.ADMIN_IDLE_MINUTES = 10
    take: Take = factories.TakeFactory(
        student=student, exercise=exercise, status=TakeStatus.SUBMITTED, asset=ready_asset(student)
    )
    login(page, teacher).goto(f"/admin/feedback/desk/{take.pk}/")
    summary = page.locator("[name=summary]")
    expect(summary).to_be_visible()
    page.wait_for_timeout(2500)  # Wagtail begins to look for changes after two seconds
    go_back_in_time(page)
    summary.fill("Well bowed.")
    page.locator(".log-in-bar").get_by_role("button", name="Log in").click()
    log_in_again(page, teacher)
    expect(page.locator(".log-in-bar")).to_have_count(0)
    expect(page.get_by_text(re.compile("Saved|Draft saved")).first).to_be_visible()
    page.reload()
    expect(summary).to_have_value("Well bowed.")


def test_a_second_step_after_a_lost_session_is_done_in_another_tab(
    page: Page, login: Login, student: User, exercise: Any, ready_asset: Any
) -> None:
    secret = with_app(student)
    take = factories.TakeFactory(
        student=student, exercise=exercise, status=TakeStatus.SUBMITTED, asset=ready_asset(student)
    )
    login(page, student).goto(take.get_absolute_url())
    write(page, "My bow slips, why?")
    Session.objects.all().delete()
    send(page)
    log_in_again(page, student)
    expect(page.get_by_text("One more step is needed.")).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("dialog").get_by_role("link").click()
    tab = opened.value
    tab.get_by_label("Code").fill(code_of(secret))
    tab.locator("main").get_by_role("button", name="Log in").click()
    expect(page.locator(".message-item").get_by_text("My bow slips, why?")).to_be_visible()


def go_back_in_time(page: Page) -> None:
    """As if the person had last done something an hour ago."""
    cookies = page.context.cookies()
    [key] = [one["value"] for one in cookies if one["name"] == site.SESSION_COOKIE_NAME]
    session = SessionStore(key)
    session["admin_seen"] -= 3600
    session.save()
