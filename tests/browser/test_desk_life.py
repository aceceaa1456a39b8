"""A teacher's day on the desk: questions answered there, room beside side panels and on a phone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from feedback.models import PracticeThread, ThreadMessage
from feedback.services import add_marker, start_thread
from practice.models import Take
from tests.browser.conftest import Login
from tests.feedback.helpers import released

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW = {"width": 360, "height": 740}
COVERED = """() => {
  const panel = document.querySelector('.form-side--open')?.getBoundingClientRect();
  const inside = '#w-editor-form, review-desk';
  const shown = [...document.querySelectorAll(inside)].flatMap((part) =>
    [...part.querySelectorAll('button, input, select, textarea, a[href]')]);
  return shown.filter((one) => {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || getComputedStyle(one).visibility === 'hidden') return false;
    if (one.closest('[hidden], .w-sr-only, practice-timeline')) return false;
    return panel && box.right > panel.left + 1 && box.left < panel.right - 1;
  }).map((one) => one.outerHTML.slice(0, 120));
}"""
SMALL = """() => [...document.querySelectorAll(
    '.desk__tools button, .remark button, .desk-talk button, .desk-page .footer button')]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
  .filter(([box]) => box.height < 43.5 || box.width < 43.5)
  .map(([box, html]) => `${box.width}×${box.height} ${html}`)"""


@pytest.fixture
def take(playing_take: Take) -> Take:
    return playing_take


def open_desk(page: Page, take: Take) -> None:
    page.goto(f"/admin/feedback/desk/{take.pk}/")
    expect(page.locator("#desk-player .player__stage")).to_be_visible()
    expect(page.locator(".remark__clock").first).to_have_text(re.compile(r"\d:\d\d"))
    expect(page.locator("#desk-timeline .timeline__pin").first).to_be_attached()


def test_a_question_is_answered_under_its_remark_and_the_draft_hears_nothing_of_it(
    page: Page, login: Login, take: Take, teacher: User, student: User
) -> None:
    feedback = released(take, teacher, "Slower here", "And here")
    about = feedback.markers.order_by("start_ms").last()
    assert about is not None
    thread = start_thread(actor=student, take=take, text="<b>Why</b>?", marker_uid=about.uid)
    start_thread(actor=student, take=take, text="In general?")
    login(page, teacher)
    page.goto("/admin/")
    expect(page.locator("[data-waiting='2']").first).to_be_visible()
    open_desk(page, take)

    under = page.locator(".remark", has_text="And here").locator("conversation-thread")
    expect(under).to_contain_text("<b>Why</b>?")
    expect(page.locator("#desk-talk-list conversation-thread")).to_have_count(1)
    before = feedback.revisions.count()
    box = under.get_by_label("Your message")
    box.fill("m? Because.")
    page.wait_for_timeout(1500)
    box.press("Control+Enter")

    expect(under).to_contain_text("Because.")
    expect(under.get_by_label("Your message")).to_have_value("")
    expect(under.get_by_role("button", name="No answer needed")).to_have_count(0)
    thread.refresh_from_db()
    assert not thread.is_waiting
    assert feedback.revisions.count() == before
    assert ThreadMessage.objects.filter(author=teacher).get().text == "m? Because."

    page.locator("#desk-talk-list").get_by_role("button", name="No answer needed").click()
    expect(page.get_by_role("button", name="No answer needed")).to_have_count(0)
    assert not PracticeThread.objects.awaiting_answer().exists()

    page.get_by_role("link", name="View the take").first.click()
    page.get_by_role("link", name="Give feedback").click()
    expect(page.locator("#desk-player")).to_be_visible()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}], indirect=True)
def test_no_side_panel_lies_over_the_desk(
    page: Page, login: Login, take: Take, teacher: User
) -> None:
    released(take, teacher, "Slower here")
    page.emulate_media(reduced_motion="reduce")
    login(page, teacher)
    open_desk(page, take)
    _try_every_panel(page, widths=(1024, 1280, 1440))


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}], indirect=True)
def test_no_side_panel_lies_over_the_editor_of_an_exercise(
    page: Page, login: Login, exercise: Any, teacher: User
) -> None:
    page.emulate_media(reduced_motion="reduce")
    login(page, teacher)
    page.goto(f"/admin/pages/{exercise.pk}/edit/")
    _try_every_panel(page, widths=(1024, 1280, 1440))


def _try_every_panel(page: Page, widths: tuple[int, ...]) -> None:
    toggles = page.locator("[data-side-panel-toggle]")
    names = [one.get_attribute("data-side-panel-toggle") for one in toggles.all()]
    assert "status" in names
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for slim in (False, True):
            page.evaluate("slim => document.body.classList.toggle('sidebar-collapsed', slim)", slim)
            for name in names:
                toggle = page.locator(f"[data-side-panel-toggle={name}]")
                if toggle.get_attribute("aria-expanded") != "true":
                    toggle.click()
                page.wait_for_timeout(100)
                assert page.evaluate(COVERED) == [], (width, slim, name)


@pytest.mark.parametrize("viewport", [NARROW], indirect=True)
def test_on_a_phone_the_desk_is_at_hand(
    page: Page, login: Login, take: Take, teacher: User, student: User
) -> None:
    feedback = released(take, teacher)
    for place in range(12):
        add_marker(actor=teacher, feedback=feedback, start_ms=place * 100, text=f"Remark {place}")
    start_thread(actor=student, take=take, text="Why?")
    login(page, teacher)
    page.goto("/admin/")
    page.evaluate("localStorage.setItem('wagtail:side-panel-open', 'status')")
    open_desk(page, take)

    expect(page.locator(".form-side--open")).to_have_count(0)
    release = page.get_by_role("button", name="Release the changes")
    rows = page.locator(".remark:not(.deleted)")
    for place in (0, 5, 12):
        rows.nth(place).scroll_into_view_if_needed()
        expect(release).to_be_in_viewport(ratio=1)
    assert page.evaluate(SMALL) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360

    last = page.get_by_role("button", name="Send").last
    last.scroll_into_view_if_needed()
    bar = page.locator(".footer").bounding_box()
    sent = last.bounding_box()
    assert bar
    assert sent
    assert sent["y"] + sent["height"] <= bar["y"]
