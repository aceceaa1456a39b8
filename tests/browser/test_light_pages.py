"""What a page costs a student on a phone before anybody wants to see a video: next to nothing."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from accounts.models import User
from demo.video import make_video
from practice.models import Take
from tests import factories
from tests.browser.conftest import Login, let_go, until
from tests.plugins.video import MakeAsset

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 640}
MAX_BYTES = 60_000
"""Of scripts and styles, compressed as servers do."""
CODE = ("text/css", "text/javascript", "application/javascript")
MOVING = ("video/", "audio/", "application/vnd.apple.mpegurl", "application/x-mpegurl")
PLAYER = "document.querySelector('practice-player')"


class Bill:
    """What a page fetched, added up."""

    def __init__(self, page: Page) -> None:
        self.code: dict[str, int] = {}
        self.video: list[str] = []
        page.on("response", self._add)

    def _add(self, answer: Response) -> None:
        kind = answer.headers.get("content-type", "").split(";")[0].lower()
        if kind.startswith(MOVING) or ".m3u8" in answer.url or "source.mp4" in answer.url:
            self.video.append(answer.url)
        if kind in CODE and answer.ok:
            self.code[answer.url] = len(gzip.compress(answer.body()))


@pytest.fixture
def bill(page: Page) -> Bill:
    return Bill(page)


@pytest.fixture(scope="session")
def quarter_minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("quarter") / "demo.mp4"
    return make_video(path, skill="sport", seconds=15, seed=3, width=320, height=180, fps=10)


@pytest.fixture
def demo(teacher: User, quarter_minute: Path, ready_asset: MakeAsset) -> Any:
    asset = ready_asset(teacher, quarter_minute)
    return factories.LibraryVideoFactory(asset=asset, uploaded_by_user=teacher)


@pytest.fixture
def lesson(exercise: Any, demo: Any) -> Any:
    """Three videos, one of them with a part that is looped."""
    passage = {"label": "Toss", "video": demo, "start_ms": 4000, "end_ms": 8000}
    shown = {"video": demo, "caption": "Slowly"}
    lesson = exercise.get_parent().specific
    lesson.body = [("library_video", shown), ("passage", passage), ("library_video", shown)]
    lesson.save_revision().publish()
    exercise.refresh_from_db()
    exercise.demo_video = demo
    exercise.save_revision().publish()
    return lesson


def _settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)


@pytest.mark.parametrize("viewport", [PHONE], indirect=True)
@pytest.mark.parametrize("name", ["home", "courses", "lesson", "exercise", "take", "my practice"])
def test_a_page_costs_little_before_anybody_wants_a_video(
    page: Page, login: Login, bill: Bill, student: User, lesson: Any, take: Any, name: str
) -> None:
    take.asset = lesson.body[0].value["video"].asset
    take.save(update_fields=["asset"])
    addresses = {
        "home": "/",
        "courses": "/courses/",
        "lesson": lesson.get_url(),
        "exercise": take.exercise.get_url(),
        "take": take.get_absolute_url(),
        "my practice": "/practice/",
    }
    login(page, student).goto(addresses[name])
    if name in {"lesson", "exercise", "take"}:
        page.locator(".player__deck").first.wait_for()
    _settle(page)

    assert bill.video == []
    assert bill.code, "the scripts were seen"
    assert sum(bill.code.values()) < MAX_BYTES, bill.code


def test_nothing_but_the_code_comes_when_somebody_is_near(
    page: Page, login: Login, bill: Bill, student: User, lesson: Any
) -> None:
    login(page, student).goto(lesson.get_url())
    page.locator(".player__deck").first.wait_for()
    with page.expect_response("**/chunks/hls*"):
        page.locator("practice-player").first.hover()
    _settle(page)

    assert bill.video == []


@pytest.mark.parametrize("query", ["?t=5000", "?t=0", "?loop=4000-8000"])
def test_who_comes_for_a_moment_sees_it(
    page: Page, login: Login, bill: Bill, student: User, lesson: Any, exercise: Any, query: str
) -> None:
    login(page, student).goto(exercise.get_url() + query)

    until(page, f"{PLAYER}?.video?.readyState >= 2")
    asked = {"?t=5000": 5000, "?t=0": 0, "?loop=4000-8000": 4000}[query]
    assert abs(page.evaluate(f"{PLAYER}.currentMs") - asked) < 100
    assert bill.video


def test_one_player_of_a_page_holds_a_video(
    page: Page, login: Login, student: User, lesson: Any
) -> None:
    login(page, student).goto(lesson.get_url())
    players = page.locator("practice-player")
    players.nth(2).locator(".player__deck").wait_for()
    held = "Array.from(document.querySelectorAll('video'), (v) => v.buffered.length > 0)"

    players.nth(0).locator(".player__start").click()
    until(page, f"{held}[0] && {PLAYER}.currentMs > 800")
    players.nth(1).locator(".player__start").click()
    until(page, f"{held}[1]")

    assert page.evaluate(held) == [False, True, False]
    first = page.evaluate(f"({{ms: {PLAYER}.currentMs, paused: {PLAYER}.paused}})")
    assert first["ms"] >= 800, "where it stood is kept"
    assert first["paused"] is True
    still = "document.querySelector('video').poster.startsWith('blob:')"
    until(page, still)

    players.nth(0).get_by_role("button", name="Play", exact=True).click()
    until(page, f"{held}[0] && {PLAYER}.currentMs > {first['ms']}")
    assert page.evaluate(held) == [True, False, False]


def test_play_on_the_plain_video_before_the_scripts_came_goes_on(
    page: Page, login: Login, student: User, take: Take, lesson: Any
) -> None:
    """As on a slow line: the browser's own controls are there first."""
    take.asset = lesson.body[0].value["video"].asset
    take.save(update_fields=["asset"])
    held: list[Route] = []
    page.route("**/chunks/practice-player*", lambda route: held.append(route))  # noqa: PLW0108
    login(page, student)
    with page.expect_request("**/chunks/practice-player*"):
        page.goto(take.get_absolute_url())
    page.evaluate("document.querySelector('video').play()")
    until(page, "document.querySelector('video').currentTime > 1")

    let_go(page, held)

    page.locator(".player__deck").wait_for()
    until(page, f"{PLAYER}.currentMs > 2500 && !{PLAYER}.paused")


def test_a_player_that_can_not_be_fetched_says_so_and_plays_on_request(
    page: Page, login: Login, student: User, exercise: Any, lesson: Any
) -> None:
    page.route("**/chunks/hls*", lambda route: route.abort())
    login(page, student).goto(exercise.get_url())
    page.locator(".player__start").click()
    notice = page.locator(".player__notice")
    expect(notice).to_contain_text("could not be loaded")

    page.unroute("**/chunks/hls*")
    notice.get_by_role("button", name="Try again").click()

    until(page, f"{PLAYER}.video.readyState >= 2")
    expect(notice).to_have_count(0)


def test_without_scripts_the_browser_plays_one_plain_file_when_asked(
    browser: Browser, live_server: Any, login: Login, student: User, exercise: Any, lesson: Any
) -> None:
    context = browser.new_context(
        base_url=live_server.url, viewport=PHONE, java_script_enabled=False
    )
    page = context.new_page()
    bill = Bill(page)
    login(page, student).goto(exercise.get_url())
    _settle(page)
    video = page.locator("practice-player video")

    expect(video).to_have_attribute("controls", "")
    assert video.get_attribute("poster")
    assert bill.video == []
    answer = page.request.get(video.locator("source").get_attribute("src") or "")
    assert answer.headers["content-type"] == "video/mp4"
    context.close()
