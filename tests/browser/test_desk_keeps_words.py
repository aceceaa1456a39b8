"""What is written on the desk is there after a reload, and beside what is written elsewhere."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from feedback.models import Feedback, ThreadMessage
from feedback.services import open_feedback, start_thread
from practice.models import Take
from tests.browser.conftest import Login
from tests.feedback.helpers import draft, released, with_rubric

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def take(playing_take: Take) -> Take:
    return playing_take


def open_desk(page: Page, take: Take) -> None:
    page.goto(f"/admin/feedback/desk/{take.pk}/")
    expect(page.locator("#desk-player .player__stage")).to_be_visible()
    expect(page.locator("form[data-keep=no]")).to_be_attached()  # its scripts run


def comes_true(page: Page, is_so: Callable[[], bool]) -> bool:
    for _try in range(100):
        if is_so():
            return True
        page.wait_for_timeout(200)
    return False


def test_a_new_message_leaves_every_conversation_where_it_is(
    page: Page, login: Login, take: Take, teacher: User, student: User
) -> None:
    feedback = released(take, teacher, "Slower here")
    about = feedback.markers.get()
    start_thread(actor=student, take=take, text="Why?", marker_uid=about.uid)
    start_thread(actor=student, take=take, text="In general?")
    login(page, teacher)
    open_desk(page, take)
    answer = page.locator(".remark conversation-thread").get_by_label("Your message")
    answer.fill("Half an answer")
    new = page.locator("#new-talk")

    new.get_by_label("Your message").fill("About all of it")
    new.get_by_role("button", name="Send").click()

    expect(page.locator("#desk-talk-list conversation-thread")).to_have_count(2)
    expect(new.get_by_label("Your message")).to_have_value("")
    expect(page.locator(".remark conversation-thread")).to_have_count(1)
    expect(answer).to_have_value("Half an answer")
    assert ThreadMessage.objects.filter(author=teacher).count() == 1

    page.reload()
    expect(answer).to_have_value("Half an answer")
    badges = page.locator("#desk-talk-list .message-item").first.locator(".badge")
    expect(badges).to_have_text(["student"])


def test_points_and_summary_that_were_not_saved_are_there_after_a_reload(
    page: Page, login: Login, exercise: Any, teacher: User, ready_asset: Any
) -> None:
    take = with_rubric(exercise, "Intonation")
    Take.objects.filter(pk=take.pk).update(asset=ready_asset(take.student))
    feedback = open_feedback(actor=teacher, take=take)
    login(page, teacher)
    open_desk(page, take)
    page.route(re.compile("/edit/"), _lost)

    page.locator("[name=scores-0-points]").fill("3")
    page.locator("[name=scores-0-comment]").fill("Clean")
    page.locator("[name=summary]").fill("Go on")
    page.unroute_all()
    page.reload()

    expect(page.locator("[name=scores-0-points]")).to_have_value("3")
    expect(page.locator("[name=scores-0-comment]")).to_have_value("Clean")
    expect(page.locator("[name=summary]")).to_have_value("Go on")
    assert comes_true(page, lambda: _scores(feedback) == [(3, "Clean")])


def _scores(feedback: Feedback) -> list[tuple[int | None, str]]:
    return [(score.points, score.comment) for score in draft(feedback).scores.all()]


def _lost(route: Any) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_a_save_whose_answer_is_lost_makes_one_remark(
    page: Page, login: Login, take: Take, teacher: User
) -> None:
    login(page, teacher)
    open_desk(page, take)
    lost: list[str] = []

    def lose_the_first(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            route.fetch()
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route(re.compile("/edit/"), lose_the_first)
    page.keyboard.press("m")
    page.keyboard.type("Slow")
    assert comes_true(page, lambda: bool(lost))
    page.keyboard.type("er")

    assert comes_true(page, lambda: "Slower" in _texts())
    assert _texts() == ["Slower"]


def _texts() -> list[str]:
    return [marker.text for marker in draft(Feedback.objects.get()).markers.all()]
