"""The review desk in a browser: keys, autosave, a reload, release; what the student then sees."""

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from feedback.models import Feedback
from practice.models import Take, TakeStatus
from tests.browser.conftest import Login

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def take(playing_take: Take) -> Take:
    return playing_take


def open_desk(page: Page, take: Take) -> None:
    page.goto(f"/admin/feedback/desk/{take.pk}/")
    expect(page.locator("#desk-player .player__stage")).to_be_visible()


def stands_at(page: Page, ms: int, player: str = "desk-player") -> None:
    """Asked again and again: the student's page forbids the eval that a waiting function takes."""
    for _try in range(100):
        now = page.locator(f"#{player}").evaluate("player => player.currentMs")
        if abs(now - ms) < 60:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the player stands at {now}, not at {ms}")


def go_to(page: Page, seconds: float) -> None:
    page.locator("#desk-player").evaluate("(player, ms) => player.seek(ms)", seconds * 1000)
    stands_at(page, int(seconds * 1000))


def saved(page: Page, **values: Any) -> None:
    """Waits until autosave brought a remark with these values to the draft."""
    for _try in range(100):
        latest = Feedback.objects.get().get_latest_revision_as_object()
        if any(_has(marker, values) for marker in latest.markers.all()):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"autosave did not keep {values}")


def _has(marker: Any, values: dict[str, Any]) -> bool:
    return all(getattr(marker, name) == value for name, value in values.items())


def remarks(page: Page) -> Any:
    return page.locator(".remark:not(.deleted)")


def test_a_take_is_answered_with_keys_and_the_student_sees_it_at_its_moment(
    page: Page, login: Login, take: Take, teacher: User, student: User
) -> None:
    login(page, teacher)
    open_desk(page, take)
    go_to(page, 1)

    page.keyboard.press("m")
    expect(remarks(page)).to_have_count(1)
    expect(page.locator("[name=markers-0-start_ms]")).to_have_value("0:01.000")
    page.keyboard.type("m? 1 and 2: the bow tilts [here].")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(page.locator("[name=markers-0-tag]")).to_have_value("try")
    expect(page.locator("#desk-timeline .timeline__pin")).to_have_count(1)
    saved(page, tag="try", start_ms=1000)

    page.reload()
    expect(remarks(page)).to_have_count(1)
    text = page.locator("[name=markers-0-text]")
    expect(text).to_have_value("m? 1 and 2: the bow tilts [here].")
    uid = page.locator("[name=markers-0-uid]").input_value()

    page.get_by_role("button", name="Release to the student").click()
    expect(page.get_by_text("can see your feedback now")).to_be_visible()
    take.refresh_from_db()
    assert take.status == TakeStatus.ANSWERED
    assert [str(marker.uid) for marker in Feedback.objects.get().markers.all()] == [uid]

    login(page, student)
    page.goto(take.get_absolute_url())
    remark = page.locator(f"[data-marker-id='{uid}']")
    expect(remark).to_contain_text("the bow tilts")
    remark.locator(".marker__time").click()
    stands_at(page, 1000, "take-player")
    expect(remark).to_have_attribute("data-active", "")

    remark.get_by_text("Ask or reply").click()
    remark.get_by_label("Your message").fill("Like this?")
    remark.get_by_role("button", name="Send").click()
    expect(page.locator(f"#talk-{uid} .message-item")).to_contain_text("Like this?")
    assert "#" not in page.url


def test_brackets_set_a_span_and_a_click_on_the_row_goes_there(
    page: Page, login: Login, take: Take, teacher: User
) -> None:
    login(page, teacher)
    open_desk(page, take)
    go_to(page, 0.5)
    page.keyboard.press("m")
    page.keyboard.type("Hold it")
    page.keyboard.press("Escape")

    go_to(page, 1.5)
    page.keyboard.press("]")
    expect(page.locator("[name=markers-0-end_ms]")).to_have_value("0:01.500")
    go_to(page, 0.25)
    page.keyboard.press("[")
    expect(page.locator("[name=markers-0-start_ms]")).to_have_value("0:00.250")

    go_to(page, 1.8)
    page.get_by_title("Show this moment").click()
    stands_at(page, 250)
    expect(page.locator("#desk-timeline .timeline__range")).to_have_count(1)
    loop = page.locator("#desk-player")
    looped = {"startMs": 250, "endMs": 1500}
    assert loop.evaluate("player => player.loop") == looped
    loop.evaluate("player => player.setLoop(null)")
    page.locator("#desk-timeline .timeline__pin").click()
    assert loop.evaluate("player => player.loop") == looped, "its pin does as its row"


def test_typing_pauses_and_control_enter_goes_on(
    page: Page, login: Login, take: Take, teacher: User
) -> None:
    login(page, teacher)
    open_desk(page, take)
    page.locator("#desk-player").evaluate("player => player.play()")
    page.keyboard.press("m")
    page.keyboard.type("Wait")
    page.wait_for_function("document.getElementById('desk-player').paused")

    page.keyboard.press("Control+Enter")

    page.wait_for_function("!document.getElementById('desk-player').paused")


def test_a_deleted_row_is_gone_and_its_pin_too(
    page: Page, login: Login, take: Take, teacher: User
) -> None:
    login(page, teacher)
    open_desk(page, take)
    page.keyboard.press("m")
    page.keyboard.type("Never mind")
    page.keyboard.press("Escape")
    expect(page.locator("#desk-timeline .timeline__pin")).to_have_count(1)

    page.get_by_title("Delete this remark").click()

    expect(remarks(page)).to_have_count(0)
    expect(page.locator("#desk-timeline .timeline__pin")).to_have_count(0)
    expect(page.get_by_text("No remarks yet")).to_be_visible()


def test_the_sheet_of_shortcuts_opens_and_closes(
    page: Page, login: Login, take: Take, teacher: User
) -> None:
    login(page, teacher)
    open_desk(page, take)

    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Shortcuts")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")

    expect(sheet).to_be_hidden()


def test_a_deleted_remark_comes_back_under_its_name(
    page: Page, login: Login, take: Take, teacher: User
) -> None:
    login(page, teacher)
    open_desk(page, take)
    page.keyboard.press("m")
    page.keyboard.type("Keep this.")
    page.keyboard.press("Escape")
    saved(page, text="Keep this.")
    expect(page.locator("[name=markers-0-uid]")).not_to_have_value("")
    uid = page.locator("[name=markers-0-uid]").input_value()

    page.locator(".remark__delete").click()
    expect(remarks(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("[name=markers-1-text]")).to_have_value("Keep this.")
    saved(page, text="Keep this.", uid=UUID(uid))


def test_what_is_written_while_a_save_is_under_way_is_saved_too(
    page: Page, login: Login, take: Take, teacher: User
) -> None:
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    login(page, teacher)
    open_desk(page, take)
    page.keyboard.press("m")
    with page.expect_request(lambda request: request.method == "POST"):
        page.keyboard.type("Before")
    page.keyboard.type(" and after")
    saved(page, text="Before and after")
    assert errors == []
