"""Playing on while addresses expire: the picture never blinks, and nobody watches on for long."""

import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, Route, expect

from accounts.models import User
from demo.video import make_video
from practice.models import Take
from tests import factories
from tests.browser.conftest import Login, let_go, until
from tests.plugins.video import MakeAsset
from videos.models import Rendition

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECONDS, RATE = 60, 3
LASTS = 3
"""Seconds of an address at least; twice that at most."""
BUFFERED = """(() => {
  const { buffered } = document.querySelector("video");
  return buffered.length ? buffered.end(0) : 0;
})()"""
WATCH = """(rate) => {
  const player = document.querySelector("practice-player");
  const { video } = player;
  const canvas = document.createElement("canvas");
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  const seen = (window.seen = { events: [], light: [], source: "" });
  for (const name of ["emptied", "abort", "error", "waiting", "ended"]) {
    video.addEventListener(name, () => seen.events.push(name));
  }
  const look = () => {
    [canvas.width, canvas.height] = [16, 16];
    paint.drawImage(video, 0, 0, 16, 16);
    const { data } = paint.getImageData(0, 0, 16, 16);
    seen.light.push(data.reduce((sum, value, at) => sum + (at % 4 < 3 ? value : 0), 0) / 768);
    if (!video.ended) video.requestVideoFrameCallback(look);
  };
  video.addEventListener("playing", () => {
    seen.events = [];
    seen.source = video.src;
    video.requestVideoFrameCallback(look);
  }, { once: true });
  video.muted = true;
  player.rate = rate;
  return player.play();
}"""


@pytest.fixture(scope="session")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("minute") / "take.mp4"
    recipe = {"seconds": SECONDS, "seed": 5, "width": 160, "height": 120, "fps": 10}
    return make_video(path, skill="sport", **recipe)


@pytest.fixture
def take(exercise: Any, student: User, minute: Path, ready_asset: MakeAsset) -> Take:
    asset = ready_asset(student, minute)
    # As heavy as players believe it is, they buffer half a minute ahead and no more.
    Rendition.objects.filter(asset=asset).update(bandwidth=100_000_000)
    take: Take = factories.TakeFactory(student=student, exercise=exercise, asset=asset, attempt=1)
    return take


@pytest.fixture
def answers(page: Page, settings: Any) -> list[Response]:
    """With bytes of videos, as they come."""
    settings.DELIVERY_URL_SECONDS = LASTS
    found: list[Response] = []

    def hear(answer: Response) -> None:
        if answer.ok and answer.headers.get("content-type") == "video/mp4":
            found.append(answer)

    page.on("response", hear)
    return found


def _play(page: Page, take: Take) -> None:
    page.goto(take.get_absolute_url())
    page.locator("practice-player .player__deck").wait_for()
    # Some seconds ahead before it plays, three times as fast: a busy machine must not run it dry.
    page.evaluate("document.querySelector('practice-player').seek(0)")
    until(page, f"({BUFFERED}) >= 20")
    page.evaluate(WATCH, RATE)


def _now(page: Page) -> float:
    return float(page.evaluate("document.querySelector('practice-player').video.currentTime"))


def _reach(page: Page, seconds: float) -> None:
    deadline = time.monotonic() + 60
    while _now(page) < seconds:
        seen = page.evaluate("window.seen")
        assert time.monotonic() < deadline, f"it stands at {_now(page)}: {seen}"
        page.wait_for_timeout(100)


def test_the_picture_goes_on_when_addresses_expire(
    page: Page, login: Login, student: User, take: Take, answers: list[Response]
) -> None:
    playlists: list[str] = []
    page.on("request", lambda one: playlists.append(one.url) if ".m3u8" in one.url else None)
    login(page, student)

    _play(page, take)
    _reach(page, SECONDS - 1)

    seen = page.evaluate("({ ...seen, now: document.querySelector('practice-player').video.src })")
    assert [name for name in seen["events"] if name != "ended"] == []
    assert seen["now"] == seen["source"], "the MediaSource is the same"
    assert min(seen["light"]) > max(seen["light"]) / 2, "no black frame"
    assert len(seen["light"]) > 30
    assert len({answer.url for answer in answers}) >= 3, "several addresses were used"
    assert len([url for url in playlists if "master" in url]) == 1
    # Amazon and nginx answer a range by 206, rclone by 200.
    assert {answer.status for answer in answers} <= {200, 206}


def test_play_that_is_pressed_before_the_player_is_there_is_meant(
    page: Page, login: Login, student: User, take: Take
) -> None:
    """As on a slow line: what plays HLS is fetched only then."""
    held: list[Route] = []
    page.route("**/chunks/hls*", lambda route: held.append(route))  # noqa: PLW0108
    login(page, student)
    page.goto(take.get_absolute_url())
    page.locator("practice-player .player__deck").wait_for()
    page.evaluate(f"document.querySelector('practice-player').rate = {RATE}")
    with page.expect_request("**/chunks/hls*"):
        page.locator("practice-player .player__start").click()

    let_go(page, held)

    _reach(page, 1)
    assert page.evaluate("document.querySelector('practice-player').rate") == RATE


def test_whoever_may_not_watch_any_more_gets_no_new_bytes(
    page: Page, login: Login, student: User, take: Take, answers: list[Response]
) -> None:
    login(page, student)
    _play(page, take)
    _reach(page, 3)

    User.objects.filter(pk=student.pk).update(is_active=False)
    at = _now(page)
    page.wait_for_timeout(2 * LASTS * 1000)
    before = len(answers)

    assert _now(page) > at + LASTS * RATE
    assert page.evaluate("seen.events") == [], "what is buffered plays on"
    expect(page.get_by_text("The video could not be loaded.")).to_be_visible()
    assert page.evaluate("seen.events.includes('emptied')") is False
    assert answers[before:] == []
