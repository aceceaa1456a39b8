"""The session ends while a page is open: nothing that was typed or chosen is lost."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.models import User
from feedback.models import ThreadMessage
from feedback.services import start_thread
from practice.models import Take, TakeStatus
from tests import factories
from tests.browser.conftest import Login, until

pytestmark = pytest.mark.browser

WORDS = "My bow slips in the second bar, why?"


@pytest.fixture
def take(ready_asset: Any, student: User, exercise: Any) -> Take:
    return factories.TakeFactory(
        student=student, exercise=exercise, status=TakeStatus.SUBMITTED, asset=ready_asset(student)
    )


@pytest.fixture
def open_take(page: Page, login: Login, take: Take, student: User) -> Page:
    login(page, student).goto(take.get_absolute_url())
    return page


def end_sessions() -> None:
    Session.objects.all().delete()


def log_in_again(page: Page, user: User, password: str = factories.PASSWORD) -> None:
    dialog = page.get_by_role("dialog", name="Log in to continue")
    dialog.get_by_label("E-mail address").fill(user.email)
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Log in", exact=True).click()


def write(page: Page, words: str = WORDS) -> None:
    """Once the script has come, which is loaded when the form is seen."""
    page.locator("#new-talk textarea").fill(words)
    until(page, "customElements.get('conversation-thread') !== undefined")


def send(page: Page) -> None:
    page.locator("#new-talk").get_by_role("button", name="Send").click()


def test_a_message_is_sent_after_logging_in_again(open_take: Page, student: User) -> None:
    write(open_take)
    end_sessions()
    send(open_take)
    log_in_again(open_take, student, "not the password")
    expect(open_take.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()
    expect(open_take.get_by_role("dialog").get_by_label("E-mail address")).to_be_focused()
    log_in_again(open_take, student)
    expect(open_take.locator(".message-item").get_by_text(WORDS)).to_be_visible()
    expect(open_take.get_by_role("dialog")).to_have_count(0)
    assert ThreadMessage.objects.get().author == student
    open_take.reload()
    expect(open_take.locator("#new-talk textarea")).to_have_value("")


def test_a_log_in_in_another_tab_is_noticed(open_take: Page, student: User, login: Login) -> None:
    write(open_take)
    end_sessions()
    send(open_take)
    expect(open_take.get_by_role("dialog", name="Log in to continue")).to_be_visible()
    login(open_take, student)
    expect(open_take.locator(".message-item").get_by_text(WORDS)).to_be_visible()


def test_putting_it_off_keeps_the_text(open_take: Page, student: User) -> None:
    write(open_take)
    end_sessions()
    send(open_take)
    open_take.get_by_role("button", name="Later").click()
    expect(open_take.locator("#new-talk [data-say=error]")).to_contain_text("this was not sent")
    expect(open_take.locator("#new-talk textarea")).to_have_value(WORDS)
    send(open_take)
    log_in_again(open_take, student)
    expect(open_take.locator(".message-item").get_by_text(WORDS)).to_be_visible()


def test_nothing_is_sent_as_somebody_else(open_take: Page, teacher: User) -> None:
    write(open_take)
    end_sessions()
    send(open_take)
    log_in_again(open_take, teacher)
    expect(open_take.get_by_role("dialog")).to_contain_text("You are now logged in as Teacher")
    open_take.get_by_role("button", name="Reload the page").click()
    expect(open_take.locator("#new-talk textarea")).to_have_value("")
    assert not ThreadMessage.objects.exists()
    kept = open_take.evaluate("Object.keys(localStorage).filter((n) => n.includes('draft'))")
    assert kept == []


def test_a_closed_account_is_told_so(open_take: Page, student: User) -> None:
    write(open_take)
    User.objects.filter(pk=student.pk).update(is_active=False)
    send(open_take)
    log_in_again(open_take, student)
    expect(open_take.get_by_role("dialog").get_by_role("alert")).to_contain_text(
        "This account is closed"
    )


def test_half_typed_texts_survive_a_reload_until_log_out(
    open_take: Page, take: Take, student: User, teacher: User, login: Login
) -> None:
    thread = start_thread(actor=teacher, take=take, text="How did it feel?")
    open_take.reload()
    write(open_take)
    reply = open_take.locator(f"#say-{thread.pk}")
    reply.fill("Half a reply")
    open_take.get_by_text("Create a segment").click()
    open_take.locator("segment-form input[name=label]").fill("The hard bar")
    open_take.reload()
    expect(open_take.locator("#new-talk textarea")).to_have_value(WORDS)
    expect(reply).to_have_value("Half a reply")
    expect(open_take.locator("segment-form input[name=label]")).to_have_value("The hard bar")
    send(open_take)
    expect(open_take.locator(".message-item").get_by_text(WORDS)).to_be_visible()
    expect(reply).to_have_value("Half a reply")
    open_take.locator(".menu--user summary").click()
    open_take.get_by_role("button", name="Log out").click()
    login(open_take, student).goto(take.get_absolute_url())
    expect(reply).to_have_value("")


def test_a_plain_form_after_the_session_ended_leads_back_with_its_text(
    open_take: Page, student: User, take: Take
) -> None:
    open_take.get_by_text("Create a segment").click()
    form = open_take.locator("segment-form")
    form.locator("input[name=label]").fill("The hard bar, with the shift")
    form.locator("input[name=start_ms]").fill("0:00")
    form.locator("input[name=end_ms]").fill("0:01")
    end_sessions()
    form.get_by_role("button", name="Save the segment").click()
    expect(open_take.get_by_role("heading", name="You have been logged out")).to_be_visible()
    expect(open_take.get_by_label("What you wrote")).to_have_value("The hard bar, with the shift")
    open_take.locator("[data-not-sent]").get_by_role("link", name="Log in").click()
    open_take.locator("input[name=login]").fill(student.email)
    open_take.locator("input[name=password]").fill(factories.PASSWORD)
    open_take.locator("main").get_by_role("button", name="Log in").click()
    expect(form.locator("input[name=label]")).to_have_value("The hard bar, with the shift")
    form.get_by_role("button", name="Save the segment").click()
    expect(open_take.locator(".segments__item")).to_contain_text("The hard bar")
    open_take.reload()
    expect(form.locator("input[name=label]")).to_have_value("")


def test_an_upload_goes_on_after_logging_in_again(
    page: Page, login: Login, student: User, exercise: Any, real_video: Path
) -> None:
    login(page, student).goto(exercise.get_url())
    expect(page.locator("take-uploader")).to_be_visible()
    end_sessions()
    page.set_input_files("take-uploader input[type=file]", real_video)
    page.get_by_role("button", name="Later").click()
    expect(page.locator("take-uploader [data-part=problem]")).to_contain_text("You are logged out")
    page.locator("take-uploader [data-do=resume]").click()
    log_in_again(page, student)
    expect(page.get_by_text("Your take is handed in")).to_be_visible()
    assert Take.objects.get().student == student


def test_a_poll_asks_by_a_bar(
    page: Page,
    login: Login,
    student: User,
    exercise: Any,
    real_video: Path,
    run_jobs: Callable[[], int],
) -> None:
    login(page, student).goto(exercise.get_url())
    page.set_input_files("take-uploader input[type=file]", real_video)
    expect(page.get_by_text("Your take is handed in")).to_be_visible()
    end_sessions()
    bar = page.get_by_text("You have been logged out. What you write is kept here.")
    expect(bar).to_be_visible()
    expect(page.get_by_role("dialog", name="Log in to continue")).to_be_hidden()
    page.locator(".log-in-bar").get_by_role("button", name="Log in").click()
    log_in_again(page, student)
    expect(page.locator(".log-in-bar")).to_have_count(0)
    run_jobs()
    expect(page.get_by_role("link", name="Watch your take")).to_be_visible()


def test_the_desk_saves_by_itself_after_logging_in_again(
    page: Page, login: Login, teacher: User, take: Take
) -> None:
    login(page, teacher).goto(f"/admin/feedback/desk/{take.pk}/")
    summary = page.locator("[name=summary]")
    expect(summary).to_be_visible()
    page.wait_for_timeout(2500)  # Wagtail begins to look for changes after two seconds
    end_sessions()
    summary.fill("Well bowed.")
    page.locator(".log-in-bar").get_by_role("button", name="Log in").click()
    log_in_again(page, teacher)
    expect(page.locator(".log-in-bar")).to_have_count(0)
    expect(page.get_by_text(re.compile("Saved|Draft saved")).first).to_be_visible()
    page.reload()
    expect(summary).to_have_value("Well bowed.")
