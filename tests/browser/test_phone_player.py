"""A take on a phone: the video stays in sight while its remarks scroll, and fingers can do all."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from feedback.services import add_marker, open_feedback, release_feedback
from practice.models import Take
from tests import factories
from tests.browser.conftest import Login, until
from videos.models import VideoAsset

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 640}
ON_ITS_SIDE = {"width": 740, "height": 360}
DESKTOP = {"width": 1280, "height": 900}
SHAPES = {"portrait": (720, 1280), "square": (800, 800), "wide": (1600, 400), "film": (1280, 720)}
SOUND = (1600, 600)
"""What a recording without a picture gets: room for its waveform."""
PLAYER = "document.querySelector('practice-player')"
MANY_WORDS = "Listen to how the bow changes here, and let the elbow lead. " * 4
TOO_SMALL = """
() => {
  const seen = (e) => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length;
  const targets = "button, select, summary, a.button, a.marker__time, a.passage-chip, .menu a, " +
    "nav a, .logo, .cluster > a, .section__head > a, label.field--check, [role=button], " +
    "[role=slider], input[type=range], input[type=search], textarea, " +
    "input[type=submit], label.dropzone, .exercise-link, theme-switch label";
  return [...document.querySelectorAll(targets)].filter(seen).filter((e) => {
    const {width, height} = e.getBoundingClientRect();
    return width < 43.9 || height < 43.9;
  }).map((e) => {
    const {width, height} = e.getBoundingClientRect();
    return `${Math.round(width)}x${Math.round(height)} ${e.outerHTML.slice(0, 120)}`;
  });
}
"""


@pytest.fixture
def spoken(exercise: Any, student: User, teacher: User, ready_asset: Any) -> Take:
    """A take of two seconds with eight remarks; the last of them is a range."""
    take: Take = factories.TakeFactory(
        student=student, exercise=exercise, attempt=1, asset=ready_asset(student)
    )
    feedback = open_feedback(actor=teacher, take=take)
    for place in range(7):
        add_marker(actor=teacher, feedback=feedback, start_ms=place * 180, text=MANY_WORDS)
    add_marker(actor=teacher, feedback=feedback, start_ms=1300, end_ms=1800, text=MANY_WORDS)
    release_feedback(actor=teacher, feedback=feedback)
    return take


def _open(page: Page, take: Take, query: str = "") -> None:
    page.goto(take.get_absolute_url() + query)
    page.locator(".player__deck").wait_for()
    page.locator(".timeline__pin").first.wait_for()


def _box(page: Page, selector: str) -> dict[str, float]:
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    return dict(box)


def _stands_at(page: Page, ms: int) -> None:
    until(page, f"Math.abs({PLAYER}.currentMs - {ms}) < 60")


@pytest.mark.parametrize("viewport", [PHONE, ON_ITS_SIDE], indirect=True, ids=["upright", "side"])
def test_the_player_stays_in_sight_while_remarks_scroll(
    page: Page, login: Login, student: User, spoken: Take, viewport: dict[str, int]
) -> None:
    login(page, student)
    _open(page, spoken)
    last = page.locator("[data-marker-id]").last
    last.scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(500)
    last.locator(".marker__time").click()
    _stands_at(page, 1300)

    stage, deck = _box(page, ".player__stage"), _box(page, ".player__deck")
    remark = last.bounding_box()
    assert remark
    assert stage["y"] >= 0
    assert deck["y"] + deck["height"] <= viewport["height"]
    whole = _box(page, "practice-player")
    share = whole["width"] * whole["height"] / (viewport["width"] * viewport["height"])
    assert share < 0.6, "there is room to read"
    beside = remark["x"] >= whole["x"] + whole["width"]
    below = remark["y"] + remark["height"] > whole["y"] + whole["height"] + 40
    assert beside or below, "the remark that was tapped can be read"


@pytest.mark.parametrize("viewport", [PHONE], indirect=True)
def test_the_focus_is_never_under_the_player(
    page: Page, login: Login, student: User, spoken: Take
) -> None:
    login(page, student)
    _open(page, spoken)
    page.locator("[data-marker-id]").last.scroll_into_view_if_needed()
    until(page, f"{PLAYER}.hasAttribute('data-docked')")
    page.locator("[data-marker-id] summary").last.focus()
    for _step in range(6):
        page.keyboard.press("Shift+Tab")
        page.wait_for_timeout(100)
        inside = page.evaluate("Boolean(document.activeElement.closest('practice-player'))")
        if inside:
            break
        top = page.evaluate("document.activeElement.getBoundingClientRect().top")
        docked = page.evaluate(f"{PLAYER}.hasAttribute('data-docked')")
        bottom = page.evaluate(f"{PLAYER}.getBoundingClientRect().bottom") if docked else 0
        assert top >= bottom - 1, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


@pytest.mark.parametrize("viewport", [PHONE], indirect=True)
def test_a_finger_steps_frames_and_remarks(
    page: Page, login: Login, student: User, spoken: Take
) -> None:
    login(page, student)
    _open(page, spoken)
    page.get_by_role("button", name="Next remark").click()
    _stands_at(page, 180)
    page.get_by_role("button", name="Next remark").click()
    _stands_at(page, 360)
    page.get_by_role("button", name="Previous remark").click()
    _stands_at(page, 180)
    page.get_by_role("button", name="One frame forward").click()
    until(page, f"{PLAYER}.currentMs >= 200 && {PLAYER}.currentMs < 260")


@pytest.mark.parametrize("viewport", [PHONE], indirect=True)
def test_fingers_hit_what_they_aim_at(
    page: Page, login: Login, student: User, spoken: Take
) -> None:
    lesson = spoken.exercise.get_parent()
    login(page, student)
    found = {}
    for path in [spoken.get_absolute_url(), spoken.exercise.get_url(), lesson.get_url(), "/"]:
        page.goto(path)
        if path == spoken.get_absolute_url():
            page.locator(".timeline__pin").first.wait_for()
            page.locator(".player__more").click()
        page.locator(".site-header__mobile summary").click()
        found[path] = page.evaluate(TOO_SMALL)

    assert found == {path: [] for path in found}


@pytest.mark.parametrize("viewport", [PHONE, ON_ITS_SIDE, DESKTOP], indirect=True)
@pytest.mark.parametrize("shape", [*SHAPES, "sound"])
def test_the_stage_takes_the_shape_of_the_video(
    page: Page,
    login: Login,
    student: User,
    spoken: Take,
    shape: str,
    viewport: dict[str, int],
) -> None:
    width, height = SHAPES.get(shape, SOUND)
    if shape == "sound":
        VideoAsset.objects.update(has_video=False, width=None, height=None)
    else:
        VideoAsset.objects.update(width=width, height=height)
    login(page, student)
    _open(page, spoken)
    stage, whole = _box(page, ".player__stage"), _box(page, "practice-player")

    assert whole["height"] <= viewport["height"], "picture and controls fit the screen together"
    natural = stage["width"] * height / width
    room = viewport["height"] - (whole["height"] - stage["height"])
    assert stage["height"] >= min(natural, room) * 0.93, "what height there is, is used"
    assert stage["height"] <= max(natural, 144) + 1, "and no more than the picture needs"


def test_a_range_loops_however_it_is_chosen(
    page: Page, login: Login, student: User, spoken: Take
) -> None:
    uid = str(spoken.feedback.get().markers.order_by("start_ms").last().uid)
    login(page, student)
    _open(page, spoken)
    loops = f"{PLAYER}.loop?.startMs === 1300 && {PLAYER}.loop?.endMs === 1800"
    no_loop = f"{PLAYER}.loop === null"

    def choose_a_moment() -> None:
        page.locator("[data-marker-id]").first.locator(".marker__time").click()
        until(page, no_loop)

    page.locator("[data-marker-id]").last.locator(".marker__time").click()
    until(page, loops)
    choose_a_moment()
    page.locator(f".timeline__pin[data-ids~='{uid}']").click()
    until(page, loops)
    choose_a_moment()
    page.locator(".timeline").focus()
    for _step in range(7):
        page.keyboard.press("PageDown")
    until(page, loops)
    choose_a_moment()
    for _step in range(7):
        page.keyboard.press("n")
    until(page, loops)
    page.keyboard.press("p")
    until(page, no_loop)

    _open(page, spoken, f"?c={uid}")
    until(page, loops)
    expect(page.locator(f"[data-marker-id='{uid}']")).to_have_attribute("data-active", "")
    page.goto("about:blank")
    _open(page, spoken, page_link(page, spoken, uid))
    until(page, loops)


def page_link(page: Page, take: Take, uid: str) -> str:
    """Where the remark's own link leads, as in another tab or without scripts."""
    page.goto(take.get_absolute_url())
    link = page.locator(f"[data-marker-id='{uid}'] .marker__time").get_attribute("href")
    assert link
    return link
