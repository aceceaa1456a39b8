"""From a report to the queue to a hidden message, as each of them sees it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from feedback.models import CaseState, ModerationCase
from feedback.services import post_message, start_thread
from practice.models import Take
from tests.browser.axe import hindrances
from tests.browser.conftest import DESKTOP, Login, until
from tests.feedback.moderation.helpers import reported

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 360, "height": 740}
both_sizes = pytest.mark.parametrize("viewport", [DESKTOP, NARROW], indirect=True)
RUDE = "You play like a goose"
REASON = "We talk kindly here."


def fits(page: Page) -> bool:
    wider: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return not wider


def barriers(page: Page) -> list[str]:
    """Without those in the frame of the admin, which is Wagtail's."""
    return [one for one in hindrances(page) if ".sidebar" not in one]


@both_sizes
def test_a_report_becomes_a_decision_that_both_learn_of(
    page: Page, login: Login, playing_take: Take, student: User, teacher: User, editor: User
) -> None:
    thread = start_thread(actor=student, take=playing_take, text="Better now?", at_ms=500)
    post_message(actor=teacher, thread=thread, text=RUDE)

    _student_reports(page, login, playing_take, student)
    _editor_hides(page, login, editor)
    _author_sees_it(page, login, playing_take, teacher)
    _reporter_sees_it(page, login, playing_take, student)


def _student_reports(page: Page, login: Login, take: Take, student: User) -> None:
    login(page, student).goto(take.get_absolute_url())
    page.get_by_role("link", name="Report this message").click()
    expect(page.get_by_role("heading", name="Report this message")).to_be_visible()
    expect(page.get_by_text("What happens next")).to_be_visible()
    assert barriers(page) == []
    assert fits(page)

    page.get_by_label("What is wrong with it?").select_option("rude")
    page.get_by_label("In your own words").fill("It hurts.")
    page.get_by_role("button", name="Send the report").click()

    expect(page.get_by_text("Thank you. An editor will look at it.")).to_be_visible()
    assert fits(page)


def _editor_hides(page: Page, login: Login, editor: User) -> None:
    login(page, editor).goto(reverse("moderation:index"))
    assert fits(page)
    page.get_by_role("link", name=RUDE).click()
    until(page, "document.querySelector('practice-player video')")
    expect(page.get_by_text("It hurts.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"t=500$"))
    assert barriers(page) == []
    assert fits(page)

    page.get_by_label("Hide it").check()
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name="Decide").click()

    expect(page.get_by_text("Decided: hidden.")).to_be_visible()
    assert ModerationCase.objects.get().state == CaseState.HIDDEN


def _author_sees_it(page: Page, login: Login, take: Take, teacher: User) -> None:
    login(page, teacher).goto(take.get_absolute_url())
    expect(page.get_by_text(RUDE)).to_be_visible()
    expect(page.get_by_text("An editor hid this.")).to_be_visible()
    expect(page.get_by_text(REASON)).to_be_visible()
    assert barriers(page) == []
    assert fits(page)


def _reporter_sees_it(page: Page, login: Login, take: Take, student: User) -> None:
    login(page, student).goto(take.get_absolute_url())
    expect(page.get_by_text("An editor hid this message.")).to_be_visible()
    expect(page.get_by_text(RUDE)).to_have_count(0)

    page.goto(reverse("accounts:profile"))
    page.get_by_role("link", name="Your reports").click()
    expect(page.get_by_text("An editor hid it.")).to_be_visible()
    assert barriers(page) == []
    assert fits(page)


@both_sizes
def test_several_are_decided_at_once(
    page: Page, login: Login, playing_take: Take, student: User, teacher: User, editor: User
) -> None:
    thread = start_thread(actor=student, take=playing_take, text="Better now?")
    for text in ("First", "Second"):
        message = post_message(actor=teacher, thread=thread, text=text)
        reported(student, "message", message.pk)
    login(page, editor).goto(reverse("moderation:index"))

    for box in page.locator("tbody input[type=checkbox]").all():
        box.check()
    page.get_by_role("link", name="Remove the selected").click()
    expect(page.get_by_role("heading", name="Remove these?")).to_be_visible()
    assert barriers(page) == []
    assert fits(page)
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name="Remove").click()

    expect(page.get_by_text("2 reports were decided.")).to_be_visible()
    assert set(ModerationCase.objects.values_list("state", flat=True)) == {"removed"}


@both_sizes
def test_a_conversation_is_closed_and_opened_without_leaving_the_page(
    page: Page, login: Login, playing_take: Take, student: User, teacher: User
) -> None:
    start_thread(actor=student, take=playing_take, text="Better now?", at_ms=500)
    login(page, teacher)

    for address in (
        playing_take.get_absolute_url(),
        reverse("feedback_desk", args=[playing_take.pk]),
    ):
        page.goto(address)
        page.get_by_role("button", name="Close this conversation").click()
        expect(page.get_by_text("This conversation is closed")).to_be_visible()
        assert fits(page)
        page.get_by_role("button", name="Open this conversation again").click()
        expect(page.get_by_text("This conversation is closed")).to_have_count(0)
