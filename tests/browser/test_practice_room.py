"""The practice room in a real browser: upload in parts, cut, continue; record; refuse."""

import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from accounts.models import User
from demo.video import make_video
from practice.models import Take, TakeStatus
from tests.browser.conftest import PHONE, Login
from videos.models import VideoAsset

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
PART_BYTES = 1024 * 1024
PARTS = 8
# A bucket takes no parts as small as these; uploads to one have tests of their own (test_bucket).
SMALL_PARTS = pytest.mark.usefixtures("local_storage")

RunJobs = Callable[[], int]


@pytest.fixture
def big_video(real_video: Path, tmp_path: Path) -> Path:
    """The small video with a `free` box behind it: as valid as before, and eight parts long."""
    video = real_video.read_bytes()
    padding = PARTS * PART_BYTES - len(video) - 100
    path = tmp_path / "My long bows.mp4"
    path.write_bytes(video + struct.pack(">I4s", padding, b"free") + bytes(padding - 8))
    return path


@pytest.fixture
def room(
    page: Page, login: Login, student: User, exercise: Any, settings: Any, teacher: User
) -> Page:
    settings.UPLOAD_PART_BYTES = PART_BYTES
    return enter(login(page, student), exercise)


def enter(page: Page, exercise: Any) -> Page:
    """Open the exercise and wait until its scripts are there."""
    page.goto(exercise.get_url())
    expect(page.locator("take-uploader")).to_be_visible()
    return page


def choose(page: Page, path: Path) -> None:
    page.set_input_files("take-uploader input[type=file]", path)


def let_through(page: Page, count: int) -> None:
    """Only the first `count` parts arrive; the line breaks under all others."""
    left = [count]

    def handle(route: Route) -> None:
        left[0] -= 1
        if left[0] >= 0:
            route.continue_()
        else:
            route.abort("connectionreset")

    page.route("**/storage/put/**", handle)


def only_take() -> Take:
    return Take.objects.select_related("asset").get()


@SMALL_PARTS
def test_a_cut_upload_goes_on_after_a_reload(
    room: Page, big_video: Path, run_jobs: RunJobs, student: User
) -> None:
    let_through(room, 3)
    room.on("dialog", lambda dialog: dialog.accept())
    choose(room, big_video)
    expect(room.get_by_text("Uploading", exact=True).first).to_be_visible()
    expect(room.locator("[data-part=percent]")).to_have_text("37 %")
    room.reload()

    room.unroute_all()
    sent: list[str] = []
    room.on("request", lambda request: request.method == "PUT" and sent.append(request.url))
    expect(room.get_by_text("The upload of “My long bows.mp4” is not finished.")).to_be_visible()
    room.get_by_role("button", name="Continue your upload").click()
    expect(room.get_by_text("Your take is handed in")).to_be_visible()
    assert len(sent) == PARTS - 3

    take = only_take()
    assert (take.status, take.attempt) == (TakeStatus.SUBMITTED, 1)
    assert take.asset.size_bytes == big_video.stat().st_size
    run_jobs()
    room.get_by_role("link", name="Watch your take").click()
    expect(room.locator("practice-player")).to_be_visible()
    assert room.url.endswith(f"/practice/takes/{take.pk}/")


def test_the_list_of_my_takes_keeps_up(room: Page, real_video: Path, run_jobs: RunJobs) -> None:
    expect(room.get_by_text("You have no takes here yet")).to_be_visible()
    choose(room, real_video)
    card = room.locator("my-takes article")
    expect(card).to_contain_text("being prepared")
    run_jobs()
    expect(card).to_contain_text("waiting for feedback")


@SMALL_PARTS
def test_pausing_and_continuing(room: Page, big_video: Path) -> None:
    let_through(room, 2)
    choose(room, big_video)
    expect(room.locator("[data-part=percent]")).to_have_text("25 %")
    room.locator("take-uploader [data-do=pause]").click()
    expect(room.get_by_text("Paused. Continue whenever you like.")).to_be_visible()
    room.unroute_all()
    room.locator("take-uploader [data-do=resume]").click()
    expect(room.get_by_text("Your take is handed in")).to_be_visible()
    assert only_take().asset.size_bytes == big_video.stat().st_size


def test_a_full_server_is_told_and_the_upload_goes_on_when_there_is_room(
    room: Page, big_video: Path
) -> None:
    is_full = [True]

    def handle(route: Route) -> None:
        if is_full[0] and route.request.method == "PUT":
            route.fulfill(status=507, body="full")
        else:
            route.continue_()

    room.route("**/*", handle)
    choose(room, big_video)
    expect(room.get_by_text("Practika has no room for your video right now.")).to_be_visible()
    is_full[0] = False
    expect(room.get_by_text("Your take is handed in")).to_be_visible()
    assert only_take().asset.size_bytes == big_video.stat().st_size


@SMALL_PARTS
def test_a_lost_connection_is_told_and_survived(room: Page, big_video: Path) -> None:
    let_through(room, 2)
    choose(room, big_video)
    expect(room.locator("[data-part=percent]")).to_have_text("25 %")
    room.unroute_all()
    cut: list[str] = []

    def break_off(route: Route) -> None:
        cut.append(route.request.url)
        if len(cut) <= 4:
            route.abort("connectionreset")
        else:
            route.continue_()

    room.route("**/storage/put/**", break_off)
    room.get_by_role("button", name="Pause").click()
    room.locator("take-uploader [data-do=resume]").click()
    expect(room.get_by_text("Something went wrong. Trying again")).to_be_visible()
    expect(room.get_by_text("Your take is handed in")).to_be_visible()
    assert only_take().status == TakeStatus.SUBMITTED


@SMALL_PARTS
@pytest.mark.parametrize("viewport", [NARROW], indirect=True)
def test_an_unfinished_upload_fits_a_phone_and_bears_a_double_click(
    room: Page, big_video: Path
) -> None:
    """Where “Continue your upload” was, “Cancel” may be a moment later."""
    let_through(room, 3)
    room.on("dialog", lambda dialog: dialog.accept())
    choose(room, big_video)
    expect(room.locator("[data-part=percent]")).to_have_text("37 %")
    room.reload()
    room.unroute_all()
    go_on = room.get_by_role("button", name="Continue your upload")
    expect(go_on).to_be_visible()
    assert room.evaluate("document.documentElement.scrollWidth <= innerWidth")
    go_on.dblclick()

    expect(room.get_by_text("Your take is handed in")).to_be_visible()
    assert only_take().status == TakeStatus.SUBMITTED


@SMALL_PARTS
def test_a_line_that_goes_dead_is_told_at_once(room: Page, big_video: Path) -> None:
    """Bytes on their way hang for a minute before they are given up."""
    room.route("**/storage/put/**", lambda route: None)
    with room.expect_request("**/storage/put/**"):
        choose(room, big_video)
    room.context.set_offline(True)

    expect(room.get_by_text("The connection was lost.")).to_be_visible()


@SMALL_PARTS
@pytest.mark.parametrize("viewport", [NARROW], indirect=True)
def test_cancelling_leaves_nothing(room: Page, big_video: Path) -> None:
    let_through(room, 1)
    choose(room, big_video)
    expect(room.locator("[data-part=percent]")).to_have_text("12 %")
    room.get_by_role("button", name="Cancel").click()
    room.get_by_role("button", name="Keep uploading").click()
    assert Take.objects.exists()
    room.get_by_role("button", name="Cancel").click()
    with room.expect_response(lambda response: response.request.method == "DELETE"):
        room.get_by_role("button", name="Cancel the upload").click()
    expect(room.get_by_text("The upload was cancelled.")).to_be_visible()
    expect(room.locator("take-uploader input[type=file]")).to_be_focused()
    assert room.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not Take.objects.exists()
    room.reload()
    expect(room.get_by_text("is not finished")).to_be_hidden()


def test_files_are_refused_before_they_are_sent(
    page: Page, login: Login, student: User, exercise: Any, tmp_path: Path
) -> None:
    exercise.max_length_seconds = 1
    exercise.save_revision().publish()
    essay = tmp_path / "essay.pdf"
    essay.write_bytes(b"%PDF-1.4")
    enter(login(page, student), exercise)
    choose(page, essay)
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("“essay.pdf” is not a video or a sound recording.")
    empty = tmp_path / "empty.mp4"
    empty.touch()
    choose(page, empty)
    expect(problem).to_contain_text("“empty.mp4” is empty.")
    long_video = make_video(tmp_path / "long.mp4", skill="music", seconds=4, seed=2, fps=10)
    choose(page, long_video)
    expect(problem).to_contain_text("This take is 0:04 long.")
    assert not Take.objects.exists()


def test_a_damaged_video_is_told_and_another_can_be_sent(
    room: Page, real_video: Path, tmp_path: Path, run_jobs: RunJobs
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(real_video.read_bytes()[:400])
    choose(room, broken)
    expect(room.get_by_text("Your take is handed in")).to_be_visible()
    run_jobs()
    expect(room.get_by_role("alert")).to_contain_text(VideoAsset.objects.get().reason)
    room.get_by_role("button", name="Upload another").click()
    choose(room, real_video)
    expect(room.get_by_text("Your take is handed in")).to_be_visible()
    assert Take.objects.filter(status=TakeStatus.SUBMITTED).count() == 2


@pytest.mark.parametrize("viewport", [PHONE], indirect=True)
def test_recording_a_take(room: Page, run_jobs: RunJobs) -> None:
    room.get_by_role("button", name="Record", exact=True).click()
    expect(room.get_by_text("We can hear you.")).to_be_visible()
    expect(room.get_by_label("Camera")).to_have_value(re.compile(".+"))
    room.get_by_role("button", name="Start recording").click()
    expect(room.locator("[data-part=clock]")).to_contain_text("0:03")
    room.get_by_role("button", name="Pause").click()
    expect(room.get_by_text("Recording is paused")).to_be_visible()
    room.locator("take-recorder [data-do=resume]").click()
    room.get_by_role("button", name="Stop").click()
    expect(room.get_by_text("Watch it, then hand it in or record again.")).to_be_visible()
    expect(room.locator("take-recorder practice-player")).to_be_visible()
    room.get_by_role("button", name="Hand in this take").click()
    expect(room.get_by_text("Your take is handed in")).to_be_visible()
    take = only_take()
    assert take.asset.video_type == "recording"
    run_jobs()
    take.asset.refresh_from_db()
    assert take.asset.is_watchable, take.asset.reason
    assert 2_500 < (take.asset.duration_ms or 0) < 6_000
    expect(room.get_by_role("link", name="Watch your take")).to_be_visible()


def test_a_recording_stops_at_the_limit_and_survives_a_reload(
    page: Page, login: Login, student: User, exercise: Any, run_jobs: Any
) -> None:
    exercise.max_length_seconds = 2
    exercise.save_revision().publish()
    enter(login(page, student), exercise)
    page.get_by_role("button", name="Sound only").click()
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_text("You reached the longest allowed take")).to_be_visible()
    page.reload()
    expect(page.get_by_text("was not handed in.")).to_be_visible()
    page.get_by_role("button", name="Review it").click()
    expect(page.locator("take-recorder practice-player")).to_be_visible()
    page.get_by_role("button", name="Hand in this take").click()
    expect(page.get_by_text("Your take is handed in")).to_be_visible()
    run_jobs()
    assert not only_take().asset.has_video
    page.reload()
    expect(page.locator("take-recorder")).to_be_visible()
    expect(page.get_by_text("was not handed in.")).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotAllowedError", "Allow it in the address bar"),
        ("NotFoundError", "No camera or microphone was found"),
        ("NotReadableError", "in use by another program"),
    ],
)
def test_camera_trouble_is_told_plainly(room: Page, name: str, words: str) -> None:
    room.evaluate(
        "name => { navigator.mediaDevices.getUserMedia = () =>"
        " Promise.reject(new DOMException('', name)); }",
        name,
    )
    room.get_by_role("button", name="Record", exact=True).click()
    expect(room.get_by_text(words)).to_be_visible()
    room.evaluate("delete navigator.mediaDevices.getUserMedia")
    room.get_by_role("button", name="Try again").first.click()
    expect(room.get_by_role("button", name="Start recording")).to_be_visible()


def test_without_scripts_a_sentence_says_so(browser: Browser, room: Page) -> None:
    words = "Recording and uploading need JavaScript."
    expect(room.get_by_text(words)).to_be_hidden()
    session = room.context.storage_state()
    plain = browser.new_context(java_script_enabled=False, storage_state=session)
    page = plain.new_page()
    page.goto(room.url)
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.locator("take-uploader")).to_be_hidden()
    plain.close()
